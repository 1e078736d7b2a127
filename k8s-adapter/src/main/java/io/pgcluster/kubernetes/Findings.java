package io.pgcluster.kubernetes;

import io.pgcluster.Violation;
import io.pgcluster.runtime.PreflightReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Collects what a preflight finds, and what {@code apply} has to know of it. */
final class Findings {
  private final List<Violation> problems = new ArrayList<>();
  private final List<Violation> warnings = new ArrayList<>();
  private final Set<String> left = new HashSet<>();
  private final List<JsonNode> released = new ArrayList<>();

  void problem(String path, String text) {
    problems.add(new Violation(path, text));
  }

  void warning(String path, String text) {
    warnings.add(new Violation(path, text));
  }

  /** An object without namespace that stays as it is. */
  void leave(String kind, String name) {
    left.add(kind + "/" + name);
  }

  boolean isLeft(String kind, String name) {
    return left.contains(kind + "/" + name);
  }

  /** A PersistentVolume of ours that is to be given to the new claim. */
  void rebind(JsonNode volume) {
    released.add(volume);
  }

  List<JsonNode> toRebind() {
    return released;
  }

  PreflightReport report() {
    return new PreflightReport(problems, warnings);
  }
}
