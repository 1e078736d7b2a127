package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The description as it is kept in the ConfigMap that owns a cluster's objects. */
final class StoredSpec {
  static final String KEY = "cluster.yaml";

  private final PgClusterYaml yaml;

  StoredSpec(PgClusterYaml yaml) {
    this.yaml = yaml;
  }

  /** The ConfigMap of a cluster that was there a moment ago. */
  static JsonNode ownerOf(KubeApi api, String cluster) {
    return Futures.get(api.get(Kind.CONFIG_MAP, new ObjectNames(cluster).owner()))
        .orElseThrow(
            () ->
                new PgClusterException(
                    "cluster %s in namespace %s: does not exist any more"
                        .formatted(cluster, api.namespace())));
  }

  /** The description without what is secret. */
  PgCluster withoutSecrets(PgCluster cluster) {
    return yaml.read(yaml.write(cluster));
  }

  /** Why a description cannot be stored, and the cluster so never found; empty when it can. */
  Optional<String> obstacle(PgCluster cluster) {
    try {
      var unused = yaml.write(cluster);
      return Optional.empty();
    } catch (PgClusterException e) {
      return Optional.of(
          "%s, and that with KubernetesPgClusters.reading".formatted(e.getMessage()));
    }
  }

  /** The owner with the description in it. */
  byte[] owner(Manifest owner, PgCluster cluster) {
    ObjectNode tree =
        (ObjectNode) Json.read(new String(owner.json(), StandardCharsets.UTF_8)).deepCopy();
    ObjectNode data =
        tree.path("data") instanceof ObjectNode existing ? existing : tree.putObject("data");
    data.put(KEY, yaml.write(cluster));
    return Json.write(tree).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Refuses to go on from a description that lacks what is secret: what it says of the routers'
   * passwords, or SQL for new volumes, would be lost.
   */
  void refuseIncomplete(JsonNode owner) {
    String first = owner.path("data").path(KEY).asString("").lines().findFirst().orElse("");
    for (String secret : List.of("router.poolPasswd", "access.setupSql")) {
      if (first.startsWith("#") && first.contains(secret)) {
        throw new PgClusterException(
            "cluster %s: its description has %s, which is secret and not stored; change the whole description, and plan and apply that"
                .formatted(Json.name(owner), secret));
      }
    }
  }

  /** A stored description as maps, lists and scalars. */
  Map<String, Object> tree(String text) {
    return yaml.tree(yaml.read(text));
  }

  PgCluster read(JsonNode owner) {
    String text = owner.path("data").path(KEY).asString("");
    if (text.isEmpty()) {
      throw new PgClusterException(
          "ConfigMap %s: has no key %s; apply the cluster again".formatted(Json.name(owner), KEY));
    }
    try {
      return yaml.read(text);
    } catch (PgClusterException e) {
      throw new PgClusterException(
          "ConfigMap %s, key %s: cannot be read: %s; if its storage is of a module of its own, register that with reading(…)"
              .formatted(Json.name(owner), KEY, e.getMessage()),
          e);
    }
  }
}
