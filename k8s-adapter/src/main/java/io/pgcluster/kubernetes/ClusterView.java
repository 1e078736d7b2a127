package io.pgcluster.kubernetes;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What was seen of a cluster at one moment.
 *
 * @param pods its pods
 * @param statefulSets its StatefulSets
 * @param deployments its Deployments
 * @param claims its claims
 * @param events all events of the namespace, in no order
 */
record ClusterView(
    List<JsonNode> pods,
    List<JsonNode> statefulSets,
    List<JsonNode> deployments,
    List<JsonNode> claims,
    List<JsonNode> events) {

  /** The last warning about an object. */
  Optional<JsonNode> warning(String kind, JsonNode object) {
    return events.stream()
        .filter(e -> e.path("type").asString("").equals("Warning"))
        .filter(e -> e.path("involvedObject").path("kind").asString("").equals(kind))
        .filter(e -> e.path("involvedObject").path("uid").asString("").equals(Json.uid(object)))
        .max(java.util.Comparator.comparing(ClusterView::time));
  }

  /**
   * The last warning about an object whose name starts so; for ReplicaSets, which we never read.
   */
  Optional<JsonNode> warningByName(String kind, String prefix) {
    return events.stream()
        .filter(e -> e.path("type").asString("").equals("Warning"))
        .filter(e -> e.path("involvedObject").path("kind").asString("").equals(kind))
        .filter(e -> e.path("involvedObject").path("name").asString("").startsWith(prefix))
        .max(java.util.Comparator.comparing(ClusterView::time));
  }

  static String time(JsonNode event) {
    for (String field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
      String time = event.path(field).asString("");
      if (!time.isEmpty()) {
        return time;
      }
    }
    return event.path("metadata").path("creationTimestamp").asString("");
  }

  static String message(JsonNode event) {
    return event.path("reason").asString("") + ": " + event.path("message").asString("").strip();
  }
}
