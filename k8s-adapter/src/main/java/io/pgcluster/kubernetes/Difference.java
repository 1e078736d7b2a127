package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Where an object is not what is wanted; fields that are not wanted do not matter. */
final class Difference {
  private Difference() {}

  static List<String> between(JsonNode wanted, JsonNode found, String path) {
    List<String> differences = new ArrayList<>();
    collect(wanted, found, path, differences);
    return differences;
  }

  private static void collect(JsonNode wanted, JsonNode found, String path, List<String> out) {
    if (wanted.isObject()) {
      for (Map.Entry<String, JsonNode> field : wanted.properties()) {
        collect(field.getValue(), found.path(field.getKey()), path + "." + field.getKey(), out);
      }
    } else if (wanted.isArray() && found.size() == wanted.size()) {
      for (int i = 0; i < wanted.size(); i++) {
        collect(wanted.get(i), found.path(i), path + "[" + i + "]", out);
      }
    } else if (!same(wanted, found, path)) {
      out.add(
          "%s is %s, not %s".formatted(path, found.isMissingNode() ? "not set" : found, wanted));
    }
  }

  private static boolean same(JsonNode wanted, JsonNode found, String path) {
    if (wanted.equals(found)) {
      return true;
    }
    return path.endsWith(".storage") && found.isString() && bytes(wanted).equals(bytes(found));
  }

  private static String bytes(JsonNode quantity) {
    try {
      return Quantity.getAmountInBytes(Quantity.parse(quantity.asString(""))).toPlainString();
    } catch (IllegalArgumentException notOne) {
      return quantity.toString();
    }
  }
}
