package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.PreflightReport;
import java.util.stream.Collectors;

/**
 * The cluster cannot be applied as things are; nothing was changed.
 *
 * @since 0.1
 */
public final class PreflightException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final transient PreflightReport report;

  PreflightException(String cluster, PreflightReport report) {
    super(
        report.problems().stream()
            .map(problem -> "  " + problem)
            .collect(
                Collectors.joining(
                    "\n",
                    "PgCluster " + cluster + " cannot be applied, nothing was changed:\n",
                    "")));
    this.report = report;
  }

  /**
   * All that was found.
   *
   * @return with at least one problem
   */
  public PreflightReport report() {
    return report;
  }
}
