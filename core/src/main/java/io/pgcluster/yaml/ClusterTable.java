package io.pgcluster.yaml;

import io.pgcluster.spec.KubernetesBuilder;
import io.pgcluster.spec.KubernetesSettings;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.StorageKind;
import io.pgcluster.storage.StorageProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a whole description, but for its name. */
final class ClusterTable {
  private static final Section<KubernetesBuilder, KubernetesSettings> KUBERNETES =
      Section.<KubernetesBuilder, KubernetesSettings>empty()
          .withOptional(
              "labels",
              "Labels of every object",
              PodTable.TEXTS,
              (b, values) -> values.forEach(b::label),
              k -> Optional.of(k.labels()))
          .withOptional(
              "annotations",
              "Annotations of every object",
              PodTable.TEXTS,
              (b, values) -> values.forEach(b::annotation),
              k -> Optional.of(k.annotations()))
          .withOptional(
              "imageRegistry",
              "The registry, with a path if need be, in front of the default images",
              Scalars.TEXT,
              KubernetesBuilder::imageRegistry,
              KubernetesSettings::imageRegistry)
          .with(
              "imagePullPolicy",
              "When images are pulled; default IfNotPresent",
              Scalars.oneOf(List.of("Always", "IfNotPresent", "Never"), policy -> policy),
              KubernetesBuilder::imagePullPolicy,
              KubernetesSettings::imagePullPolicy)
          .withOptional(
              "imagePullSecrets",
              "Names of Secrets with which images are pulled",
              Containers.list(Scalars.TEXT),
              (b, names) -> names.forEach(b::imagePullSecret),
              k -> Optional.of(k.imagePullSecrets()))
          .with(
              "disruptionBudgets",
              "Whether PodDisruptionBudgets are made; default true",
              Scalars.BOOLEAN,
              KubernetesBuilder::disruptionBudgets,
              KubernetesSettings::disruptionBudgets)
          .with(
              "networkPolicies",
              "Whether NetworkPolicies are made; default true",
              Scalars.BOOLEAN,
              KubernetesBuilder::networkPolicies,
              KubernetesSettings::networkPolicies)
          .with(
              "paused",
              "Whether no pod runs, and all else stays; default false",
              Scalars.BOOLEAN,
              KubernetesBuilder::paused,
              KubernetesSettings::paused)
          .withOptional(
              "clientSelector",
              "Labels of the pods that may connect; without it every pod of the namespace may",
              PodTable.TEXTS,
              KubernetesBuilder::clientSelector,
              KubernetesSettings::clientSelector);

  private ClusterTable() {}

  static Section<PgClusterBuilder, PgCluster> of(List<StorageKind> kinds) {
    Shape<StorageProvider> storage = Containers.defined("storage", new StorageShape(kinds));
    return Section.<PgClusterBuilder, PgCluster>empty()
        .with(
            "name",
            "A DNS label of at most 44 characters; every object's name starts with it",
            Scalars.TEXT,
            (b, name) -> {},
            PgCluster::name)
        .withSection(
            "postgres",
            "What all instances share",
            ServerTable.POSTGRES,
            PgClusterBuilder::postgres,
            PgCluster::postgres)
        .withSection(
            "primary",
            "The instance that takes writes",
            ServerTable.primary(storage),
            PgClusterBuilder::primary,
            PgCluster::primary)
        .withSection(
            "standbys",
            "The instances that follow it",
            ServerTable.standbys(storage),
            (b, read) -> b.standbys(read),
            PgCluster::standbys)
        .withSection(
            "router",
            "pgpool in front of the cluster",
            RouterTable.ROUTER,
            PgClusterBuilder::router,
            PgCluster::router)
        .withSection(
            "access",
            "Who may log in, and the databases",
            AccessTable.ACCESS,
            (b, read) -> read.accept(b),
            PgCluster::access)
        .withSection(
            "kubernetes",
            "What only concerns Kubernetes and all components",
            KUBERNETES,
            PgClusterBuilder::kubernetes,
            PgCluster::kubernetes);
  }

  /** What the schema refers to, by name. */
  static Map<String, Object> definitions(List<StorageKind> kinds) {
    Map<String, Object> definitions = new LinkedHashMap<>();
    definitions.put("storage", new StorageShape(kinds).schema());
    definitions.put("pod", PodTable.POD.schema(List.of()));
    definitions.put("service", PodTable.SERVICE.schema(List.of()));
    definitions.put("hbaRule", HbaShape.RULE.schema());
    return definitions;
  }
}
