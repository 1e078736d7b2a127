package io.pgcluster.runtime;

import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares trees of maps, lists and scalars. */
final class TreeDifference {
  private static final String NAME = "name";

  private final List<FieldChange> changes = new ArrayList<>();

  private TreeDifference() {}

  static List<FieldChange> between(Object before, Object after) {
    TreeDifference difference = new TreeDifference();
    difference.compare("", before, after);
    return List.copyOf(difference.changes);
  }

  private void compare(String path, @Nullable Object before, @Nullable Object after) {
    if (isNothing(before) && isNothing(after)) {
      return;
    }
    if (isNothing(before)) {
      leaves(path, after).forEach((at, text) -> changes.add(FieldChange.added(at, text)));
    } else if (isNothing(after)) {
      leaves(path, before).forEach((at, text) -> changes.add(FieldChange.removed(at, text)));
    } else if (before instanceof Map<?, ?> was && after instanceof Map<?, ?> is) {
      maps(path, was, is);
    } else if (before instanceof List<?> was && after instanceof List<?> is) {
      lists(path, was, is);
    } else if (!text(before).equals(text(after))) {
      changes.add(FieldChange.of(path, text(before), text(after)));
    }
  }

  private void maps(String path, Map<?, ?> before, Map<?, ?> after) {
    Set<Object> keys = new LinkedHashSet<>(before.keySet());
    keys.addAll(after.keySet());
    for (Object key : keys) {
      compare(Violation.path(path, String.valueOf(key)), before.get(key), after.get(key));
    }
  }

  private void lists(String path, List<?> before, List<?> after) {
    if (isNamed(before) && isNamed(after)) {
      Map<String, Object> was = byName(before);
      Map<String, Object> is = byName(after);
      Set<String> names = new LinkedHashSet<>(was.keySet());
      names.addAll(is.keySet());
      names.forEach(name -> compare(path + "[" + name + "]", was.get(name), is.get(name)));
      return;
    }
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      compare(
          path + "[" + i + "]",
          i < before.size() ? before.get(i) : null,
          i < after.size() ? after.get(i) : null);
    }
  }

  private static boolean isNamed(List<?> list) {
    return !list.isEmpty()
        && list.stream()
            .allMatch(item -> item instanceof Map<?, ?> map && map.get(NAME) instanceof String)
        && byName(list).size() == list.size();
  }

  private static Map<String, Object> byName(List<?> list) {
    Map<String, Object> named = new LinkedHashMap<>();
    for (Object item : list) {
      if (item instanceof Map<?, ?> map) {
        named.put(String.valueOf(map.get(NAME)), map);
      }
    }
    return named;
  }

  private static boolean isNothing(@Nullable Object node) {
    return node == null
        || (node instanceof Map<?, ?> map && map.isEmpty())
        || (node instanceof List<?> list && list.isEmpty());
  }

  private static Map<String, String> leaves(String path, @Nullable Object node) {
    Map<String, String> leaves = new LinkedHashMap<>();
    collect(path, node, leaves);
    return leaves;
  }

  private static void collect(String path, @Nullable Object node, Map<String, String> leaves) {
    if (node instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach(
          (key, value) -> collect(Violation.path(path, String.valueOf(key)), value, leaves));
    } else if (node instanceof List<?> list && isNamed(list)) {
      byName(list).forEach((name, item) -> collect(path + "[" + name + "]", item, leaves));
    } else if (node instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        collect(path + "[" + i + "]", list.get(i), leaves);
      }
    } else {
      leaves.put(path, text(node));
    }
  }

  private static String text(@Nullable Object scalar) {
    return String.valueOf(scalar);
  }
}
