package io.pgcluster.kubernetes;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** JSON as trees: what is missing is an empty node, never null. */
final class Json {
  static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static JsonNode read(String body) {
    return body.isEmpty() ? EMPTY : MAPPER.readTree(body);
  }

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonNode tree(Map<String, ?> value) {
    return MAPPER.valueToTree(value);
  }

  /** The same as maps, lists and scalars. */
  static Object plain(JsonNode node) {
    return MAPPER.treeToValue(node, Object.class);
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asString("");
  }

  static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asString("");
  }

  static String version(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asString("");
  }

  static String label(JsonNode object, String label) {
    return object.path("metadata").path("labels").path(label).asString("");
  }

  static boolean isBeingDeleted(JsonNode object) {
    return object.path("metadata").has("deletionTimestamp");
  }
}
