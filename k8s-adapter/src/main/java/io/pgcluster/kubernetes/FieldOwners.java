package io.pgcluster.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Who set which fields of an object, as its {@code managedFields} say. */
final class FieldOwners {
  /** A key, a key in brackets and quotes, or an item in brackets. */
  private static final Pattern STEP =
      Pattern.compile("\\.?([^.\\[]+)|\\[\"([^\"]*)\"]|\\[([^\\]]*)]");

  private final List<JsonNode> entries;

  FieldOwners(JsonNode object) {
    entries = new ArrayList<>();
    object.path("metadata").path("managedFields").forEach(entries::add);
  }

  /** Who else last set a field; empty when nobody but us did. */
  Optional<String> other(String path) {
    return entries.stream()
        .filter(entry -> !manager(entry).equals(KubeApi.MANAGER))
        .filter(entry -> !"status".equals(entry.path("subresource").asString("")))
        .filter(entry -> has(entry.path("fieldsV1"), path))
        .max(java.util.Comparator.comparing(FieldOwners::time))
        .map(FieldOwners::described);
  }

  /** Whether it is known that we own a field no more: scaling, for one, names nobody instead. */
  boolean isLost(String path) {
    return !entries.isEmpty()
        && entries.stream()
            .filter(entry -> manager(entry).equals(KubeApi.MANAGER))
            .noneMatch(entry -> has(entry.path("fieldsV1"), path));
  }

  /** Who else changed the object after us: for what was removed, which nobody owns any more. */
  Optional<String> later() {
    String ours =
        entries.stream()
            .filter(entry -> manager(entry).equals(KubeApi.MANAGER))
            .map(FieldOwners::time)
            .max(String::compareTo)
            .orElse("");
    return entries.stream()
        .filter(entry -> !manager(entry).equals(KubeApi.MANAGER))
        .filter(entry -> entry.path("subresource").asString("").isEmpty())
        .filter(entry -> time(entry).compareTo(ours) > 0)
        .max(java.util.Comparator.comparing(FieldOwners::time))
        .map(FieldOwners::described);
  }

  private static String manager(JsonNode entry) {
    return entry.path("manager").asString("");
  }

  private static String time(JsonNode entry) {
    return entry.path("time").asString("");
  }

  private static String described(JsonNode entry) {
    return "%s at %s".formatted(manager(entry), time(entry));
  }

  private static boolean has(JsonNode fields, String path) {
    JsonNode at = fields;
    boolean top = true;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      String key = step.group(1) != null ? step.group(1) : step.group(2);
      JsonNode next = key != null ? at.path("f:" + key) : item(at, step.group(3));
      if (next.isMissingNode()) {
        // What is set as a whole, such as a list without keys, says no more.
        return !top && at.isEmpty();
      }
      at = next;
      top = false;
    }
    return !top;
  }

  private static JsonNode item(JsonNode list, String name) {
    for (String key : list.propertyNames()) {
      if (key.startsWith("k:") && key.contains("\"" + name + "\"")) {
        return list.path(key);
      }
    }
    return list.path("i:" + name);
  }
}
