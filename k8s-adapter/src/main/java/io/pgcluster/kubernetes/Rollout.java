package io.pgcluster.kubernetes;

import io.pgcluster.config.ParameterText;
import io.pgcluster.manifest.Annotations;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ParameterChanges;
import io.pgcluster.spec.PgCluster;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** In which order instances are replaced that run already. Pure. */
final class Rollout {
  private Rollout() {}

  /**
   * Whether the primary goes first: a standby does not start with less than its primary has of some
   * parameters, so that is lowered there before.
   */
  static boolean isPrimaryFirst(PgCluster cluster, Optional<JsonNode> primary, Manifests wanted) {
    return needs(cluster, primary, wanted).filter(n -> !n.lowered().isEmpty()).isPresent();
  }

  /** How what standbys need at least as high as their primary changes; empty if one is new. */
  static Optional<ParameterChanges> needs(
      PgCluster cluster, Optional<JsonNode> primary, Manifests wanted) {
    String name = new ObjectNames(cluster.name()).primary();
    Optional<SortedMap<String, String>> after =
        wanted
            .find(Kind.STATEFUL_SET.name(), name)
            .map(m -> needs(Json.read(new String(m.json(), StandardCharsets.UTF_8))));
    return primary.isEmpty() || after.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ParameterChanges.postgres(
                cluster.postgres().version(), needs(primary.get()), after.get()));
  }

  private static SortedMap<String, String> needs(JsonNode statefulSet) {
    String text =
        statefulSet
            .path("spec")
            .path("template")
            .path("metadata")
            .path("annotations")
            .path(Annotations.STANDBY_NEEDS)
            .asString("");
    return ParameterText.read(text.replace(',', '\n'));
  }

  /** What is written together: routers with what goes first. */
  static List<List<Manifest>> stages(
      List<Manifest> workloads, ObjectNames names, boolean primaryFirst) {
    String last = primaryFirst ? names.replica() : names.primary();
    return Stream.of(false, true)
        .map(
            isLast ->
                workloads.stream()
                    .filter(
                        m ->
                            isLast
                                == (m.kind().equals(Kind.STATEFUL_SET.name())
                                    && m.name().equals(last)))
                    .toList())
        .filter(stage -> !stage.isEmpty())
        .toList();
  }

  static boolean isReady(Optional<JsonNode> statefulSet) {
    return statefulSet
        .filter(set -> set.path("status").path("readyReplicas").asInt(0) > 0)
        .isPresent();
  }

  /** Whether Kubernetes is still at it. */
  static boolean isGoingOn(JsonNode statefulSet) {
    JsonNode status = statefulSet.path("status");
    return !status
            .path("updateRevision")
            .asString("")
            .equals(status.path("currentRevision").asString(""))
        || status.path("observedGeneration").asLong(0)
            < statefulSet.path("metadata").path("generation").asLong(0);
  }
}
