package io.pgcluster.runtime;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A {@link Plan} as JSON. */
final class PlanJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private PlanJson() {}

  static String of(Plan plan) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("cluster", plan.desired().name());
    tree.put("impact", plan.impact().name());
    tree.put("changes", plan.changes().stream().map(PlanJson::change).toList());
    return MAPPER.writeValueAsString(tree);
  }

  private static Map<String, Object> change(PlannedChange change) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("impact", change.impact().name());
    tree.put("change", change.kind().name());
    tree.put("kind", change.object().kind());
    tree.put("name", change.object().name());
    tree.put("fields", change.fields().stream().map(PlanJson::field).toList());
    tree.put("reason", change.reason());
    return tree;
  }

  private static Map<String, Object> field(FieldChange field) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("path", field.path());
    field.before().ifPresent(text -> tree.put("before", text));
    field.after().ifPresent(text -> tree.put("after", text));
    return tree;
  }
}
