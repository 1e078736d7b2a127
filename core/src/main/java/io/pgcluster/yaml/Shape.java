package io.pgcluster.yaml;

import java.util.Map;
import java.util.Optional;

/**
 * How one type of value stands in YAML: read, written and described in one place.
 *
 * @param <T> the value's type
 */
interface Shape<T> {
  /** The value of a node; empty when it is wrong, which the report then says. */
  Optional<T> read(Node node, Report report);

  /** As maps, lists, texts, numbers and booleans. */
  Object write(T value);

  /** The JSON Schema of the value. */
  Map<String, Object> schema();

  /** Whether the value is read but never written. */
  default boolean isSecret() {
    return false;
  }

  /** Reports that a node is of another kind. */
  static <T> Optional<T> wrong(Node node, Report report, String wanted) {
    if (!report.has(node.place())) {
      report.add(node.place(), "is %s, but should be %s".formatted(node.what(), wanted));
    }
    return Optional.empty();
  }
}
