package io.pgcluster.yaml;

import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with a document, with the lines. */
final class Report {
  private static final String DOCUMENT = "document";

  /** A violation and the line of the text that led to it. */
  private record Finding(int line, Violation violation) {}

  private static final int AFTER_ALL_LINES = Integer.MAX_VALUE;

  private final List<Finding> found = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  /** Remembers the line of a path, for violations that are found later. */
  void seen(Place place) {
    lines.put(place.path(), place.line());
  }

  void add(Place at, String problem) {
    add(at.path(), at.line(), problem);
  }

  void add(String path, int line, String problem) {
    String where = path.isEmpty() ? DOCUMENT : path;
    found.add(new Finding(line, new Violation(where, problem + " (line " + line + ")")));
  }

  boolean has(Place at) {
    return found.stream().anyMatch(f -> f.violation().path().equals(at.path()));
  }

  /** Takes violations of the description itself, where the document has nothing wrong there. */
  void addAll(List<Violation> violations) {
    Set<String> known =
        found.stream().map(f -> f.violation().path()).collect(Collectors.toUnmodifiableSet());
    for (Violation violation : violations) {
      if (!known.contains(violation.path())) {
        add(violation);
      }
    }
  }

  private void add(Violation violation) {
    for (String path = violation.path(); !path.isEmpty(); path = parent(path)) {
      Integer line = lines.get(path);
      if (line != null) {
        add(violation.path(), line, violation.problem());
        return;
      }
    }
    found.add(new Finding(AFTER_ALL_LINES, violation));
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of the lines; what no line says comes last. */
  List<Violation> violations() {
    return found.stream()
        .sorted(Comparator.comparingInt(Finding::line))
        .map(Finding::violation)
        .toList();
  }
}
