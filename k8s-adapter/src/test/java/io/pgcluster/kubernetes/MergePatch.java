package io.pgcluster.kubernetes;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** RFC 7386 as the API server does it. */
final class MergePatch {
  private MergePatch() {}

  static void mergeInto(ObjectNode target, JsonNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      if (field.getValue().isNull()) {
        target.remove(field.getKey());
      } else if (field.getValue().isObject() && target.path(field.getKey()).isObject()) {
        mergeInto((ObjectNode) target.get(field.getKey()), field.getValue());
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }
}
