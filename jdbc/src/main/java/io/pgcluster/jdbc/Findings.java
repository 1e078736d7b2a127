package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.runtime.VerifyReport.Check;
import io.pgcluster.runtime.VerifyReport.ReadShare;
import io.pgcluster.runtime.VerifyReport.StandbyState;
import io.pgcluster.runtime.VerifyReport.Subject;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects what a proof finds; gives a whole report whatever came between. */
final class Findings {
  private final Map<Subject, Check> checks = new EnumMap<>(Subject.class);
  private List<StandbyState> standbys = List.of();
  private List<ReadShare> reads = List.of();
  private Optional<String> primary = Optional.empty();
  private String whyMissing = "not looked at";

  /** Looks at a subject and those that need it. */
  @FunctionalInterface
  interface Look {
    void run() throws SQLException, InterruptedException;
  }

  /** A failing connection or statement is a failed check, of those that need it as well. */
  void attempt(Subject subject, Look look) throws InterruptedException {
    try {
      look.run();
    } catch (SQLException e) {
      whyMissing = Failures.text(e);
      record(subject, false, whyMissing);
    } catch (PgClusterException e) {
      // Such as a password that its owner has closed.
      whyMissing = String.valueOf(e.getMessage());
      record(subject, false, whyMissing);
    }
  }

  void record(Subject subject, boolean passed, String detail) {
    checks.put(subject, new Check(subject, passed, detail));
  }

  /** What to say of subjects that nothing is recorded of. */
  void missingBecause(String reason) {
    whyMissing = reason;
  }

  void standbys(List<StandbyState> seen) {
    standbys = seen;
  }

  void reads(List<ReadShare> seen) {
    reads = seen;
  }

  void primary(String address) {
    primary = Optional.of(address);
  }

  VerifyReport report(String cluster) {
    List<Check> all =
        Arrays.stream(Subject.values())
            .map(s -> checks.getOrDefault(s, new Check(s, false, whyMissing)))
            .toList();
    return new VerifyReport(cluster, primary, all, standbys, reads);
  }
}
