package io.pgcluster.runtime;

import io.pgcluster.Violation;
import java.util.List;

/**
 * What was found before anything was changed.
 *
 * @param problems what {@code apply} would refuse
 * @param warnings what could not be checked, or may be unwanted
 * @since 0.1
 */
public record PreflightReport(List<Violation> problems, List<Violation> warnings) {
  /** Keeps its own copies. */
  public PreflightReport {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /**
   * Whether {@code apply} would go ahead.
   *
   * @return true when there are no problems
   */
  public boolean ok() {
    return problems.isEmpty();
  }
}
