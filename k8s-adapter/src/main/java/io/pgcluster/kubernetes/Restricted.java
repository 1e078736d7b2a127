package io.pgcluster.kubernetes;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** As much of an object as is described: a server fills the rest in. */
final class Restricted {
  private Restricted() {}

  static JsonNode to(JsonNode described, JsonNode found) {
    if (described.isObject() && found.isObject()) {
      ObjectNode part = JsonNodeFactory.instance.objectNode();
      for (Map.Entry<String, JsonNode> field : described.properties()) {
        if (found.has(field.getKey())) {
          part.set(field.getKey(), to(field.getValue(), found.path(field.getKey())));
        }
      }
      return part;
    }
    if (described.isArray() && found.isArray()) {
      ArrayNode part = JsonNodeFactory.instance.arrayNode();
      for (int i = 0; i < found.size(); i++) {
        part.add(i < described.size() ? to(described.get(i), found.get(i)) : found.get(i));
      }
      return part;
    }
    return found;
  }
}
