package io.pgcluster.benchmarks;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Samples of several units, as a JVM of its own prints them: a line for each, of unit, name and
 * value.
 */
final class Figures {
  private final Map<String, Samples> byUnit = new LinkedHashMap<>();

  /** Says it to whoever started this JVM. */
  static void print(String unit, String name, double value) {
    System.out.println(unit + "\t" + name + "\t" + value);
  }

  /** Takes what was printed; other lines are libraries' warnings. */
  void read(String printed) {
    for (String line : printed.split("\n", -1)) {
      String[] words = line.split("\t", -1);
      if (words.length == 3) {
        of(words[0]).add(words[1], Double.parseDouble(words[2]));
      }
    }
  }

  Samples of(String unit) {
    return byUnit.computeIfAbsent(unit, Samples::new);
  }

  /** A table for each unit. */
  String render() {
    StringBuilder out = new StringBuilder();
    byUnit.values().forEach(samples -> out.append(samples.render()).append('\n'));
    return out.toString();
  }

  /** One table: a line for each unit, a column for each name. */
  String compare() {
    Set<String> names = new LinkedHashSet<>();
    byUnit.values().forEach(samples -> names.addAll(samples.names()));
    StringBuilder out = new StringBuilder("| |");
    names.forEach(name -> out.append(" %s |".formatted(name)));
    out.append("\n|---|").append("---|".repeat(names.size())).append('\n');
    byUnit.forEach(
        (unit, samples) -> {
          out.append("| %s |".formatted(unit));
          names.forEach(name -> out.append(" %.0f |".formatted(samples.median(name))));
          out.append('\n');
        });
    return out.toString();
  }
}
