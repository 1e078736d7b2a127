package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.List;

/** Collects violations under a path, in the order in which they are found. */
final class Problems {
  private final String path;
  private final List<Violation> found;

  private Problems(String path, List<Violation> found) {
    this.path = path;
    this.found = found;
  }

  static Problems none() {
    return new Problems("", new ArrayList<>());
  }

  /** The same collection, at a field below this path. */
  Problems at(String field) {
    return new Problems(path.isEmpty() ? field : path + "." + field, found);
  }

  /** At an element of a list. */
  Problems at(int index) {
    return new Problems(path + "[" + index + "]", found);
  }

  /** At a key of a map, quoted where a dot in it could be mistaken. */
  Problems key(String key) {
    return new Problems(Violation.path(path, key), found);
  }

  void add(String problem) {
    found.add(new Violation(path, problem));
  }

  void addAll(List<Violation> violations) {
    found.addAll(violations);
  }

  String path() {
    return path;
  }

  List<Violation> found() {
    return List.copyOf(found);
  }
}
