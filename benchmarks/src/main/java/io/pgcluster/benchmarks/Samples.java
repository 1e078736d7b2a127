package io.pgcluster.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was measured, by name, in the order in which it was first seen. */
final class Samples {
  private final String unit;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  Samples(String unit) {
    this.unit = unit;
  }

  void add(String name, double value) {
    values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  void clear() {
    values.clear();
  }

  Set<String> names() {
    return values.keySet();
  }

  double median(String name) {
    List<Double> sorted = new ArrayList<>(values.getOrDefault(name, List.of()));
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured of " + name);
    }
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** How many times as long the one takes as the other, by their medians. */
  double ratio(String one, String other) {
    return median(one) / median(other);
  }

  /** A table in Markdown. */
  String render() {
    StringBuilder out = new StringBuilder();
    out.append("| %s | median | min | max | runs |\n|---|---|---|---|---|\n".formatted(unit));
    values.forEach(
        (name, list) ->
            out.append(
                "| %s | %.2f | %.2f | %.2f | %d |\n"
                    .formatted(
                        name,
                        median(name),
                        Collections.min(list),
                        Collections.max(list),
                        list.size())));
    return out.toString();
  }
}
