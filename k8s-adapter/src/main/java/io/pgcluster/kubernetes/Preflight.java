package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.ServiceSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Asks Kubernetes whether a cluster can be applied; changes nothing. */
final class Preflight {
  /**
   * The oldest version with all that we write on by default: ReadWriteOncePod, the retention policy
   * of a StatefulSet's claims and unhealthyPodEvictionPolicy of a PodDisruptionBudget (all beta
   * there).
   */
  static final int MINOR = 27;

  private final KubeApi api;
  private final PgCluster cluster;
  private final Manifests manifests;
  private final Existing existing;
  private final Findings findings;

  Preflight(
      KubeApi api, PgCluster cluster, Manifests manifests, Existing existing, Findings findings) {
    this.api = api;
    this.cluster = cluster;
    this.manifests = manifests;
    this.existing = existing;
    this.findings = findings;
  }

  /**
   * Whether it makes sense to ask further: the server answers, is new enough, and there is the
   * namespace.
   */
  static Optional<Permissions> enter(KubeApi api, Findings findings) {
    CompletableFuture<JsonNode> version = api.version();
    try {
      checkVersion(api, Futures.get(version), findings);
    } catch (KubernetesApiException e) {
      findings.problem("kubernetes", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    CompletableFuture<JsonNode> rules = api.rules();
    CompletableFuture<Optional<JsonNode>> namespace = api.get(Kind.NAMESPACE, api.namespace());
    checkNamespace(api, namespace, findings);
    Permissions permissions = new Permissions(Futures.get(rules).path("status"));
    checkRights(api, permissions, findings);
    return Optional.of(permissions);
  }

  private static void checkVersion(KubeApi api, JsonNode version, Findings findings) {
    String minor = version.path("minor").asString("").replaceAll("\\D.*$", "");
    String major = version.path("major").asString("");
    if (!major.matches("\\d{1,4}") || !minor.matches("\\d{1,6}")) {
      findings.problem("kubernetes", api.server() + ": does not say a Kubernetes version");
    } else if (Integer.parseInt(major) == 1 && Integer.parseInt(minor) < MINOR) {
      findings.problem(
          "kubernetes",
          "%s: is Kubernetes %s.%s, too old; 1.%d is the oldest that has all that is needed"
              .formatted(api.server(), major, minor, MINOR));
    }
  }

  private static void checkNamespace(
      KubeApi api, CompletableFuture<Optional<JsonNode>> namespace, Findings findings) {
    try {
      Optional<JsonNode> found = Futures.get(namespace);
      if (found.isEmpty()) {
        findings.problem(
            "kubernetes",
            "namespace %s: does not exist; create it, or choose another with inNamespace"
                .formatted(api.namespace()));
      } else if (Json.isBeingDeleted(found.get())) {
        findings.problem("kubernetes", "namespace %s: is being deleted".formatted(api.namespace()));
      }
    } catch (KubernetesApiException e) {
      // Who has no more than the Role must not see it; then writing will tell.
      if (!e.isForbidden()) {
        throw e;
      }
    }
  }

  private static void checkRights(KubeApi api, Permissions permissions, Findings findings) {
    for (Rights.Right right : Rights.ALL) {
      List<String> missing = permissions.missing(right);
      if (missing.isEmpty()) {
        continue;
      }
      String what =
          "%s on %s%s in namespace %s is forbidden"
              .formatted(
                  String.join(", ", missing),
                  right.resource(),
                  right.group().isEmpty() ? "" : "." + right.group(),
                  api.namespace());
      if (!right.without().isEmpty()) {
        findings.warning("kubernetes.rights", what + "; " + right.without());
      } else if (permissions.isIncomplete()) {
        findings.warning("kubernetes.rights", what + ", as far as the server can tell");
      } else {
        findings.problem(
            "kubernetes.rights", what + "; grant it, see KubernetesPgClusters.requiredRole()");
      }
    }
  }

  void run(Permissions permissions) {
    checkNames();
    checkSizes();
    checkPullSecrets();
    checkPasswords();
    checkNodePorts();
    new StorageChecks(api, cluster, existing, findings).run();
    new ClusterScoped(api, ClusterScoped.of(manifests), permissions, findings).run();
  }

  private void checkNames() {
    for (Manifest manifest : manifests) {
      if (manifest.namespace().isEmpty()) {
        continue;
      }
      existing
          .find(Kind.of(manifest), manifest.name())
          .filter(o -> !Json.label(o, Labels.CLUSTER).equals(cluster.name()))
          .ifPresent(
              other ->
                  findings.problem(
                      "name",
                      "%s %s exists in namespace %s and is not of cluster %s; choose another name, or remove it"
                          .formatted(
                              manifest.kind(), manifest.name(), api.namespace(), cluster.name())));
    }
  }

  /** Volumes that are there are used as they are, but that they can grow: the plan says whether. */
  private void checkSizes() {
    for (Manifest manifest : manifests) {
      if (!manifest.kind().equals(Kind.STATEFUL_SET.name())) {
        continue;
      }
      JsonNode wanted =
          Json.read(new String(manifest.json(), java.nio.charset.StandardCharsets.UTF_8));
      Optional<JsonNode> found = existing.find(Kind.STATEFUL_SET, manifest.name());
      boolean grows =
          found.flatMap(set -> VolumeGrowth.of(set, wanted, existing.all(Kind.CLAIM))).isPresent();
      for (JsonNode template : wanted.path("spec").path("volumeClaimTemplates")) {
        if (!grows) {
          found.ifPresent(set -> checkTemplate(manifest.name(), template, set));
          checkClaims(manifest.name(), template);
        }
      }
    }
  }

  private void checkTemplate(String set, JsonNode wanted, JsonNode found) {
    for (JsonNode template : found.path("spec").path("volumeClaimTemplates")) {
      if (Json.name(template).equals(Json.name(wanted))) {
        for (String difference :
            Difference.between(wanted.path("spec"), template.path("spec"), "spec")) {
          findings.problem(
              group(set) + ".storage",
              "StatefulSet %s, claim %s: %s; the storage of an existing cluster stays as it is: delete the cluster, keeping its volumes, and apply it again"
                  .formatted(set, Json.name(wanted), difference));
        }
      }
    }
  }

  private void checkClaims(String set, JsonNode template) {
    String prefix = Json.name(template) + "-" + set + "-";
    for (JsonNode claim : existing.all(Kind.CLAIM)) {
      String ordinal =
          Json.name(claim).startsWith(prefix) ? Json.name(claim).substring(prefix.length()) : "";
      if (ordinal.matches("\\d{1,3}")) {
        for (String difference :
            Difference.between(template.path("spec"), claim.path("spec"), "spec")) {
          findings.warning(
              group(set) + ".storage",
              "PersistentVolumeClaim %s exists and is used as it is: %s"
                  .formatted(Json.name(claim), difference));
        }
      }
    }
  }

  private String group(String set) {
    return set.equals(new ObjectNames(cluster.name()).primary()) ? "primary" : "standbys";
  }

  private void checkPullSecrets() {
    for (String name : cluster.kubernetes().imagePullSecrets()) {
      if (existing.find(Kind.SECRET, name).isEmpty()) {
        findings.problem(
            "kubernetes.imagePullSecrets",
            "Secret %s: does not exist in namespace %s; create it"
                .formatted(name, api.namespace()));
      }
    }
  }

  private void checkPasswords() {
    ObjectNames names = new ObjectNames(cluster.name());
    boolean claims = !existing.of(Kind.CLAIM, cluster.name()).isEmpty();
    if (claims && existing.find(Kind.SECRET, names.credentials()).isEmpty()) {
      findings.warning(
          "access",
          "volumes of an earlier cluster %s exist, but Secret %s with its passwords does not; restore it, or the data keeps passwords that nobody knows"
              .formatted(cluster.name(), names.credentials()));
    }
  }

  private void checkNodePorts() {
    Map<String, Optional<Integer>> ports =
        new java.util.TreeMap<>(
            Map.of(
                "primary", port(cluster.primary().service()),
                "standbys", port(cluster.standbys().service()),
                "router", port(cluster.router().service())));
    if (ports.values().stream().allMatch(Optional::isEmpty)) {
      return;
    }
    List<JsonNode> services;
    try {
      services = Existing.items(Futures.get(api.listEverywhere(Kind.SERVICE)));
    } catch (KubernetesApiException e) {
      if (!e.isForbidden()) {
        throw e;
      }
      services = existing.all(Kind.SERVICE);
      findings.warning(
          "kubernetes",
          "Services of other namespaces cannot be listed: whether a nodePort is taken by one of them is not known");
    }
    for (Map.Entry<String, Optional<Integer>> entry : ports.entrySet()) {
      if (entry.getValue().isPresent()) {
        checkNodePort(entry.getKey(), entry.getValue().get(), services);
      }
    }
  }

  private static Optional<Integer> port(ServiceSettings service) {
    return service.nodePort();
  }

  private void checkNodePort(String group, int port, List<JsonNode> services) {
    ObjectNames names = new ObjectNames(cluster.name());
    String own =
        switch (group) {
          case "primary" -> names.primary();
          case "standbys" -> names.replica();
          default -> names.router();
        };
    for (JsonNode service : services) {
      String namespace = service.path("metadata").path("namespace").asString("");
      if (namespace.equals(api.namespace()) && Json.name(service).equals(own)) {
        continue;
      }
      for (JsonNode taken : service.path("spec").path("ports")) {
        if (taken.path("nodePort").asInt(0) == port) {
          findings.problem(
              group + ".service.nodePort",
              "%d is taken by Service %s in namespace %s; choose another"
                  .formatted(port, Json.name(service), namespace));
        }
      }
    }
  }
}
