package io.pgcluster.jdbc;

import io.pgcluster.runtime.VerifyReport.ReadShare;
import io.pgcluster.runtime.VerifyReport.StandbyState;
import io.pgcluster.runtime.VerifyReport.Subject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads in many short sessions until every streaming standby answered one and shows the row. */
final class ReadProof {
  private static final int MOST_FAILURES = 3;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Connector connector;
  private final Session.Target target;
  private final Deadline deadline;

  private final Map<String, Tally> tallies = new HashMap<>();
  private final Set<String> showing = new HashSet<>();
  private int sessions;
  private int failures;
  private Optional<SQLException> failure = Optional.empty();

  ReadProof(Connector connector, Session.Target target, Deadline deadline) {
    this.connector = connector;
    this.target = target;
    this.deadline = deadline;
  }

  private record Tally(Instance instance, int reads) {}

  /** Where a read was answered, and the value it saw; none where the row is not there yet. */
  private record Answer(Instance instance, @Nullable String value) {
    static Answer read(ResultSet row) throws SQLException {
      return new Answer(Instance.read(row), row.getString("value"));
    }
  }

  /**
   * What to look for.
   *
   * @param table where the row is; empty when nothing was written
   * @param value what it holds
   */
  record Written(Optional<ProofTable> table, String value) {}

  void run(Written written, List<StandbyState> streaming, int described, Findings findings)
      throws InterruptedException {
    int expected = described == 0 ? 0 : streaming.size();
    int limit = Math.max(100, 40 * (expected + 1));
    Deadline reach = deadline.part(3);
    // With no standby to wait for, a few reads show that reading works, or who else answers.
    int atLeast = expected == 0 ? 3 : 1;
    while (sessions < limit && !finished(reach, sessions >= atLeast && standbys() >= expected)) {
      read(written, reach);
    }
    recordReads(streaming, described, findings);
    if (written.table().isPresent()) {
      Deadline show = deadline.part(3);
      while (!finished(show, showing.size() >= standbys())) {
        show.pause(PAUSE);
        read(written, show);
      }
      recordReplication(expected, described, findings);
    } else {
      findings.record(Subject.REPLICATION, false, "nothing was written, see the write");
    }
    findings.reads(shares());
  }

  private boolean finished(Deadline limit, boolean done) {
    return done || limit.passed() || failures >= MOST_FAILURES;
  }

  private void read(Written written, Deadline limit) throws InterruptedException {
    sessions++;
    // A session each: pgpool chooses the instance when a session begins.
    try (Session session = Session.open(connector, target, limit)) {
      Answer answer = ask(session, written);
      failures = 0;
      Instance instance = answer.instance();
      tallies.merge(
          instance.key(), new Tally(instance, 1), (a, b) -> new Tally(b.instance(), a.reads() + 1));
      if (instance.standby() && written.value().equals(answer.value())) {
        showing.add(instance.key());
      }
    } catch (SQLException e) {
      failure = Optional.of(e);
      failures++;
    }
  }

  private static Answer ask(Session session, Written written)
      throws SQLException, InterruptedException {
    if (written.table().isPresent()) {
      try {
        return session.one(
            "SELECT (SELECT value FROM %s WHERE id = 1) AS value, %s"
                .formatted(written.table().get().name(), Instance.COLUMNS),
            Answer::read);
      } catch (SQLException e) {
        if (!Failures.isMissingTable(e)) {
          throw e;
        }
      }
    }
    return session.one("SELECT NULL AS value, " + Instance.COLUMNS, Answer::read);
  }

  private int standbys() {
    return (int) tallies.values().stream().filter(t -> t.instance().standby()).count();
  }

  private void recordReads(List<StandbyState> streaming, int described, Findings findings) {
    int answered = standbys();
    String seen =
        "%d sessions, answered by %d of %d standbys"
            .formatted(sessions, answered, Math.max(described, streaming.size()));
    if (streaming.size() < described) {
      seen += "; %d of %d streamed before".formatted(streaming.size(), described);
    }
    boolean passed = answered >= streaming.size() && streaming.size() >= described;
    if (described == 0) {
      seen = "no standby is described; %d sessions".formatted(sessions);
      passed = tallies.values().stream().anyMatch(t -> t.reads() > 0);
    }
    List<String> silent = passed ? List.of() : silent(streaming);
    findings.record(
        Subject.READS,
        passed,
        seen
            + (silent.isEmpty() ? "" : "; never " + String.join(", ", silent))
            + (passed ? "" : failure.map(f -> "; " + Failures.text(f)).orElse("")));
  }

  /** By address; where they share one, as on one machine, by name. */
  private List<String> silent(List<StandbyState> streaming) {
    boolean distinct =
        streaming.stream().map(StandbyState::address).distinct().count() == streaming.size();
    Set<String> seen =
        tallies.values().stream()
            .map(Tally::instance)
            .filter(Instance::standby)
            .map(distinct ? Instance::host : Instance::name)
            .collect(Collectors.toSet());
    return streaming.stream()
        .filter(standby -> !seen.contains(distinct ? standby.address() : standby.name()))
        .map(StandbyState::name)
        .toList();
  }

  private void recordReplication(int expected, int described, Findings findings) {
    List<String> without =
        tallies.entrySet().stream()
            .filter(e -> e.getValue().instance().standby() && !showing.contains(e.getKey()))
            .map(e -> e.getValue().instance().address())
            .sorted()
            .toList();
    boolean passed = without.isEmpty() && showing.size() >= Math.max(expected, described);
    String text =
        described == 0
            ? "no standby is described"
            : "the row was read on %d of %d standbys"
                .formatted(showing.size(), Math.max(expected, described));
    findings.record(
        Subject.REPLICATION,
        passed,
        text + (without.isEmpty() ? "" : "; not on " + String.join(", ", without)));
  }

  private List<ReadShare> shares() {
    return tallies.values().stream()
        .map(
            t ->
                new ReadShare(
                    t.instance().name(),
                    t.instance().address(),
                    !t.instance().standby(),
                    t.reads()))
        .sorted(
            Comparator.comparing(ReadShare::primary)
                .reversed()
                .thenComparing(ReadShare::name)
                .thenComparing(ReadShare::address))
        .toList();
  }
}
