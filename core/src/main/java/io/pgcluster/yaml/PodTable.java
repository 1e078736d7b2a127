package io.pgcluster.yaml;

import io.fabric8.kubernetes.api.model.Affinity;
import io.pgcluster.spec.ComponentBuilder;
import io.pgcluster.spec.PodSettings;
import io.pgcluster.spec.Resources;
import io.pgcluster.spec.ResourcesBuilder;
import io.pgcluster.spec.ServiceBuilder;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.spec.Spread;
import io.pgcluster.spec.Toleration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The keys below {@code pod} and {@code service}. */
final class PodTable {
  static final Shape<SortedMap<String, String>> TEXTS = Containers.map(Scalars.TEXT);
  static final Shape<SortedMap<String, String>> LOOSE_TEXTS = Containers.map(Scalars.LOOSE_TEXT);

  private static final Shape<Toleration> TOLERATION =
      Containers.as(
          new RecordShape(
              new Toleration("", Toleration.Operator.EQUAL, "", "", Optional.empty()), List.of()),
          Toleration.class::cast,
          value -> value);

  private static final Shape<Spread> SPREAD =
      Containers.as(new RecordShape(Spread.DEFAULT, List.of()), Spread.class::cast, value -> value);

  private static final Shape<Affinity> AFFINITY =
      Containers.as(new BeanShape(Affinity.class), Affinity.class::cast, value -> value);

  private static final Section<ResourcesBuilder, Resources> RESOURCES =
      Section.<ResourcesBuilder, Resources>empty()
          .withOptional(
              "requests",
              "What the scheduler reserves, by resource: cpu, memory, …",
              LOOSE_TEXTS,
              (b, values) -> values.forEach(b::request),
              r -> Optional.of(r.requests()))
          .withOptional(
              "limits",
              "What the container may not exceed, by resource",
              LOOSE_TEXTS,
              (b, values) -> values.forEach(b::limit),
              r -> Optional.of(r.limits()));

  static final Section<ComponentBuilder<?>, PodSettings> POD =
      Section.<ComponentBuilder<?>, PodSettings>defined("pod")
          .withSection(
              "resources",
              "Requests and limits of the main container",
              RESOURCES,
              (b, read) -> b.resources(read),
              PodSettings::resources)
          .withOptional(
              "nodeSelector",
              "Labels that a node must have",
              TEXTS,
              (b, values) -> values.forEach(b::nodeSelector),
              p -> Optional.of(p.nodeSelector()))
          .withOptional(
              "tolerations",
              "Taints that the pods tolerate",
              Containers.list(TOLERATION),
              (b, values) -> values.forEach(b::toleration),
              p -> Optional.of(p.tolerations()))
          .with(
              "spread",
              "How the pods of the cluster keep apart",
              SPREAD,
              (b, value) -> b.spread(value),
              PodSettings::spread)
          .withOptional(
              "affinity",
              "An affinity as in a pod, in place of what spread would make",
              AFFINITY,
              (b, value) -> b.affinity(value),
              PodSettings::affinity)
          .withOptional(
              "labels",
              "Further labels of the pods",
              TEXTS,
              (b, values) -> values.forEach(b::label),
              p -> Optional.of(p.labels()))
          .withOptional(
              "annotations",
              "Further annotations of the pods",
              TEXTS,
              (b, values) -> values.forEach(b::annotation),
              p -> Optional.of(p.annotations()));

  static final Section<ServiceBuilder, ServiceSettings> SERVICE =
      Section.<ServiceBuilder, ServiceSettings>defined("service")
          .with(
              "type",
              "Who can reach the Service; NodePort when nodePort is given, else ClusterIP",
              Scalars.oneOf(List.of(ServiceSettings.Type.values()), ServiceSettings.Type::toString),
              ServiceBuilder::type,
              ServiceSettings::type)
          .withOptional(
              "nodePort",
              "The port on every node, 30000 to 32767",
              Scalars.INTEGER,
              ServiceBuilder::nodePort,
              ServiceSettings::nodePort)
          .withOptional(
              "annotations",
              "Annotations of the Service, such as those of a load balancer",
              TEXTS,
              (b, values) -> values.forEach(b::annotation),
              s -> Optional.of(s.annotations()));

  private PodTable() {}
}
