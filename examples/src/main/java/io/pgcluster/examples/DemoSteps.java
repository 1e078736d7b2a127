package io.pgcluster.examples;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.PgFaults.Fault;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.VerifyReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The story of the demo, on any cluster, each step with the time that it took. */
final class DemoSteps {
  static final String ROLE = "app";
  private static final Duration BOUND = Duration.ofMinutes(2);

  /** Enough to land on each of two standbys. */
  private static final int TRIES = 60;

  /** Between attempts, so that Kubernetes is not flooded with port-forwards. */
  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final String LOGIN_REFUSED = "28P01";

  private long since = System.nanoTime();

  /** Says what a step showed, and how long it took. */
  void said(String what) {
    long now = System.nanoTime();
    System.out.printf("%6.2f s  %s%n", (now - since) / 1e9, what);
    since = now;
  }

  private static void demand(boolean shown, String otherwise) {
    if (!shown) {
      throw new PgClusterException("cluster demo: " + otherwise);
    }
  }

  /** Answers whether the cluster was proven; throws where a step does not show what it should. */
  boolean tell(RunningPgCluster running) throws SQLException {
    VerifyReport proof = running.verify();
    System.out.println("\n" + proof.render());
    said("the proof: " + (proof.ok() ? "all of it holds" : "it does not hold"));
    if (!proof.ok()) {
      return false;
    }
    write(running);
    if (running.faults().possible().contains(Fault.PAUSE_REPLAY)) {
      lag(running);
    }
    failOver(running);
    rotate(running);
    return true;
  }

  private static String write(RunningPgCluster running, Route route, String sql)
      throws SQLException {
    return DemoSql.ask(running.connection(route, ROLE), sql);
  }

  private void write(RunningPgCluster running) throws SQLException {
    var info = running.connection(Route.ROUTED, ROLE);
    var unused = DemoSql.ask(info, "CREATE TABLE told (line int)");
    unused = DemoSql.ask(info, "INSERT INTO told SELECT generate_series(1, 10)");
    said("a write through the router (%s): 10 rows are in".formatted(info.routedBy()));
  }

  private static List<Instance> standbys(RunningPgCluster running) {
    return running.replication().instances().stream()
        .filter(i -> i.role() == Component.STANDBY)
        .toList();
  }

  private void lag(RunningPgCluster running) throws SQLException {
    PgFaults faults = running.faults();
    String standby = standbys(running).get(0).name();
    faults.awaitReplay(standby, faults.position(), BOUND);
    faults.pauseReplay(standby);
    try {
      var unused =
          write(running, Route.PRIMARY, "INSERT INTO told SELECT generate_series(11, 1010)");
      long behind = faults.position().value() - faults.replayed(standby).value();
      String seen = "";
      // Which standby answers is chosen anew for each session.
      for (int i = 0; i < TRIES && seen.isEmpty(); i++) {
        seen =
            write(
                running,
                Route.REPLICA,
                "SELECT count(*) FROM told WHERE pg_is_wal_replay_paused()"
                    + " HAVING pg_is_wal_replay_paused()");
      }
      demand(seen.equals("10"), "the standby that lags shows '%s' rows, not 10".formatted(seen));
      demand(behind > 0, standby + " is not behind");
      said(
          "a standby lags: %s answers 10 rows of 1010, %d bytes behind".formatted(standby, behind));
      System.out.println(running.replication());
    } finally {
      faults.resumeReplay(standby);
    }
    faults.awaitReplay(standby, faults.position(), BOUND);
    said(standby + " has caught up");
  }

  private void failOver(RunningPgCluster running) throws SQLException {
    PgFaults faults = running.faults();
    if (!faults.possible().contains(Fault.KILL)) {
      return;
    }
    List<Instance> before = running.replication().instances();
    String primary = before.get(0).name();
    String rows = write(running, Route.PRIMARY, "SELECT count(*) FROM told");
    // So that what was acknowledged is on the standby: replication is asynchronous.
    for (Instance standby : standbys(running)) {
      faults.awaitReplay(standby.name(), faults.position(), BOUND);
    }
    long killed = System.nanoTime();
    faults.kill(primary);
    if (faults.possible().contains(Fault.PROMOTE)) {
      promoted(running, primary, standbys(before));
    } else {
      long out = untilWritten(running, killed);
      said(
          "%s was killed: writes were out for %d ms until Kubernetes had started it again on its disk; no standby is promoted there"
              .formatted(primary, out));
    }
    String after = write(running, Route.PRIMARY, "SELECT count(*) - 1 FROM told");
    demand(after.equals(rows), "%s rows were acknowledged, %s are there".formatted(rows, after));
    said(
        "nothing acknowledged is missing: %s rows; the standbys had replayed them before"
            .formatted(after));
  }

  private static List<String> standbys(List<Instance> all) {
    return all.stream().filter(i -> i.role() == Component.STANDBY).map(Instance::name).toList();
  }

  private void promoted(RunningPgCluster running, String primary, List<String> standbys)
      throws SQLException {
    PgFaults faults = running.faults();
    var info = running.connection(Route.PRIMARY, ROLE);
    String refused =
        DemoSql.failure(info, info.password().reveal(), "INSERT INTO told VALUES (-1)");
    demand(!refused.isEmpty(), "a write went in without a primary");
    said("%s was killed: a write fails (SQLSTATE %s)".formatted(primary, refused));
    String next = standbys.get(0);
    faults.promote(next);
    var unused = write(running, Route.PRIMARY, "INSERT INTO told VALUES (1011)");
    said("%s is promoted: writes go on there".formatted(next));
    faults.start(primary);
    faults.awaitReplay(primary, faults.position(), BOUND);
    System.out.println(running.replication());
    said("%s is back, as a standby".formatted(primary));
  }

  /** Answers after how many milliseconds a write went in. */
  private static long untilWritten(RunningPgCluster running, long since) {
    var info = running.connection(Route.PRIMARY, ROLE);
    while (true) {
      String failed =
          DemoSql.failure(info, info.password().reveal(), "INSERT INTO told VALUES (1011)");
      long out = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
      if (failed.isEmpty()) {
        return out;
      }
      demand(out < BOUND.toMillis(), "writes are still out, SQLSTATE " + failed);
      demand(!Thread.currentThread().isInterrupted(), "interrupted while writes were out");
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void rotate(RunningPgCluster running) throws SQLException {
    var app = running.connection(Route.PRIMARY, ROLE);
    RotationReport report = running.rotatePassword(ROLE);
    System.out.println(report.render());
    demand(report.ok(), "the new password is not in force everywhere");
    String refused = DemoSql.failure(app, app.password().reveal(), "SELECT 1");
    demand(refused.equals(LOGIN_REFUSED), "the old password is not refused: " + refused);
    var unused = write(running, Route.ROUTED, "SELECT 1");
    said(
        "another password for %s: everywhere at once; the server got a verifier, never the password; the old one is refused (SQLSTATE %s)"
            .formatted(ROLE, refused));
  }
}
