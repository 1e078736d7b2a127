package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The pods of a cluster as they are now. */
final class RunningPods {
  private final KubeApi api;
  private final String cluster;
  private Optional<Boolean> patchable = Optional.empty();

  RunningPods(KubeApi api, String cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  /** By a list, as a user that may look at pods may list them. */
  List<JsonNode> all() {
    return Existing.items(Futures.get(api.list(Kind.POD, Labels.selector(cluster))));
  }

  Optional<JsonNode> find(String name) {
    return all().stream()
        .filter(pod -> Json.name(pod).equals(name) && !Json.isBeingDeleted(pod))
        .findFirst();
  }

  /** Those that are there, the last one first, as a StatefulSet replaces them. */
  List<JsonNode> of(String set, int replicas) {
    List<JsonNode> there = all();
    List<JsonNode> pods = new ArrayList<>();
    for (int i = replicas - 1; i >= 0; i--) {
      String name = set + "-" + i;
      there.stream()
          .filter(pod -> Json.name(pod).equals(name) && !Json.isBeingDeleted(pod))
          .forEach(pods::add);
    }
    return pods;
  }

  /** Whether this user may change them; asked by a change of nothing, of one that may not exist. */
  boolean mayBePatched() {
    if (patchable.isEmpty()) {
      patchable = Optional.of(isPatchable());
    }
    return patchable.get();
  }

  private boolean isPatchable() {
    try {
      var unused = Futures.get(api.dryStrategicMerge(Kind.POD, cluster, Json.tree(Map.of())));
      return true;
    } catch (KubernetesApiException e) {
      if (e.isForbidden()) {
        return false;
      }
      if (e.status().orElse(0) == 404) {
        return true;
      }
      throw e;
    }
  }

  /** Whether one of them runs another image than a template says. */
  static boolean isOtherImage(List<JsonNode> pods, JsonNode template) {
    return pods.stream().anyMatch(pod -> !image(pod).equals(image(template)));
  }

  static String image(JsonNode holder) {
    return holder.path("spec").path("containers").path(0).path("image").asString("");
  }
}
