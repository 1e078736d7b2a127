package io.pgcluster.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Parts of JSON Schemas, as ordered maps. */
final class Schemas {
  private Schemas() {}

  static Map<String, Object> type(String type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", type);
    return schema;
  }

  static Map<String, Object> reference(String definition) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$ref", "#/$defs/" + definition);
    return schema;
  }

  static Map<String, Object> constant(String value) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("const", value);
    return schema;
  }

  static Map<String, Object> oneOfTexts(List<String> texts) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("enum", texts);
    return schema;
  }

  static Map<String, Object> list(Map<String, Object> items) {
    Map<String, Object> schema = type("array");
    schema.put("items", items);
    return schema;
  }

  static Map<String, Object> map(Map<String, Object> values) {
    Map<String, Object> schema = type("object");
    schema.put("additionalProperties", values);
    return schema;
  }

  static Map<String, Object> anyOf(List<Map<String, Object>> schemas) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("anyOf", schemas);
    return schema;
  }

  static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
    Map<String, Object> schema = type("object");
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }

  /** A copy with a description in front. */
  static Map<String, Object> described(String description, Map<String, Object> schema) {
    if (description.isEmpty()) {
      return schema;
    }
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("description", description);
    described.putAll(schema);
    return described;
  }
}
