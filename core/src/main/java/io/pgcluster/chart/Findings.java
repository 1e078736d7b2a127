package io.pgcluster.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects findings. */
final class Findings {
  private final List<Finding> found = new ArrayList<>();

  void add(Finding.Kind kind, String place, String problem, String remedy) {
    Finding finding = new Finding(kind, place, problem, remedy);
    if (!found.contains(finding)) {
      found.add(finding);
    }
  }

  void defect(String place, String problem, String remedy) {
    add(Finding.Kind.DEFECT, place, problem, remedy);
  }

  void leftOut(String place, String problem, String remedy) {
    add(Finding.Kind.LEFT_OUT, place, problem, remedy);
  }

  void decide(String place, String problem, String remedy) {
    add(Finding.Kind.TO_DECIDE, place, problem, remedy);
  }

  void missing(String place, String problem, String remedy) {
    add(Finding.Kind.MISSING, place, problem, remedy);
  }

  /** By kind, then as they were found. */
  List<Finding> sorted() {
    return found.stream().sorted(Comparator.comparing(Finding::kind)).toList();
  }
}
