package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.VerifyReport;
import java.time.Duration;

/** What {@code verify()} says. */
final class Proof {
  private static final Duration AGAIN = Duration.ofMinutes(1);

  private Proof() {}

  static void assertProven(RunningPgCluster cluster) {
    VerifyReport report = cluster.verify();
    assertThat(report.ok()).as(report.render()).isTrue();
  }

  /** After a fault: a pod may be ready a moment before all connections through it are new. */
  static void awaitProven(RunningPgCluster cluster) throws Exception {
    VerifyReport[] last = new VerifyReport[1];
    try {
      Wait.until(
          "the cluster is proven",
          AGAIN,
          () -> {
            last[0] = cluster.verify();
            return last[0].ok();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ":\n" + last[0].render(), e);
    }
  }
}
