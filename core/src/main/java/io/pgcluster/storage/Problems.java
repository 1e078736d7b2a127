package io.pgcluster.storage;

import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects violations below the path of one storage value. */
final class Problems {
  private final String path;
  private final List<Violation> found = new ArrayList<>();

  Problems(String path) {
    this.path = path;
  }

  void add(String field, String problem) {
    found.add(new Violation(path + "." + field, problem));
  }

  void add(String field, Optional<String> problem) {
    problem.ifPresent(text -> add(field, text));
  }

  List<Violation> found() {
    return List.copyOf(found);
  }
}
