package io.pgcluster.kubernetes;

import io.pgcluster.spec.PodSettings;
import io.pgcluster.spec.Toleration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Whether a node takes pods of a group, as far as that is settled before the pods are there. */
record NodeFit(PodSettings pod) {

  /** Why the scheduler would not send a pod to a node; empty when it might. */
  Optional<String> obstacle(JsonNode node) {
    if (!isReady(node)) {
      return Optional.of("not ready");
    }
    if (node.path("spec").path("unschedulable").asBoolean(false)) {
      return Optional.of("cordoned");
    }
    for (Map.Entry<String, String> wanted : pod.nodeSelector().entrySet()) {
      if (!Json.label(node, wanted.getKey()).equals(wanted.getValue())) {
        return Optional.of("not in nodeSelector");
      }
    }
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (!taint.path("effect").asString("").equals("PreferNoSchedule") && !isTolerated(taint)) {
        return Optional.of("taint %s is not tolerated".formatted(taint.path("key").asString("")));
      }
    }
    return Optional.empty();
  }

  /** Whether a node carries all labels with one of the values that will do. */
  static boolean carries(JsonNode node, Map<String, List<String>> labels) {
    return labels.entrySet().stream()
        .allMatch(wanted -> wanted.getValue().contains(Json.label(node, wanted.getKey())));
  }

  private static boolean isReady(JsonNode node) {
    for (JsonNode condition : node.path("status").path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  private boolean isTolerated(JsonNode taint) {
    return pod.tolerations().stream().anyMatch(toleration -> tolerates(toleration, taint));
  }

  private static boolean tolerates(Toleration toleration, JsonNode taint) {
    boolean effect =
        toleration.effect().isEmpty()
            || toleration.effect().equals(taint.path("effect").asString(""));
    boolean key =
        toleration.key().isEmpty() || toleration.key().equals(taint.path("key").asString(""));
    boolean value =
        toleration.operator() == Toleration.Operator.EXISTS
            || toleration.value().equals(taint.path("value").asString(""));
    return effect && key && value;
  }
}
