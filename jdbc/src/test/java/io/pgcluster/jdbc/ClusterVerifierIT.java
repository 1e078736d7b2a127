package io.pgcluster.jdbc;

import static io.pgcluster.jdbc.ProvenCluster.APP;
import static io.pgcluster.jdbc.ProvenCluster.DATABASE;
import static io.pgcluster.jdbc.ProvenCluster.described;
import static io.pgcluster.jdbc.ProvenCluster.failedCheck;
import static io.pgcluster.jdbc.ProvenCluster.router;
import static io.pgcluster.jdbc.ProvenCluster.text;
import static io.pgcluster.jdbc.ProvenCluster.verifiers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.runtime.VerifyReport.Check;
import io.pgcluster.runtime.VerifyReport.ReadShare;
import io.pgcluster.runtime.VerifyReport.StandbyState;
import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proves real clusters, and shows that each check of the routing can fail. */
class ClusterVerifierIT {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** Enough for a proof, and short where it fails. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static LocalCluster local;

  private final PgCluster cluster = described().build();

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    local = ProvenCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @AfterEach
  void nothing_is_left_behind() throws SQLException {
    assertThat(proofSchemas()).isEmpty();
  }

  private static String proofSchemas() throws SQLException {
    return text(
        local,
        "SELECT coalesce(string_agg(nspname, ','), '') FROM pg_namespace"
            + " WHERE nspname LIKE 'pgcluster%'");
  }

  private VerifyReport verify(Connector connector, Duration bound) {
    return ClusterVerifier.of(cluster, connector, verifiers()).within(bound).verify();
  }

  @Test
  void proves_a_cluster_behind_a_router() {
    VerifyReport report = verify(router(local, 0, 0, 1, 2), BOUND);

    assertThat(report.failed()).as(report.render()).isEmpty();
    assertThat(report.ok()).isTrue();
    assertThat(report.checks()).extracting(Check::subject).containsExactly(Subject.values());
    assertThat(report.primary()).contains("127.0.0.1:" + local.port(0));
    assertThat(report.standbys()).extracting(StandbyState::name).containsExactly("node1", "node2");
    assertThat(report.standbys()).extracting(StandbyState::state).containsOnly("streaming");
    assertThat(report.reads())
        .extracting(ReadShare::address)
        .containsExactly(address(0), address(1), address(2));
    assertThat(report.reads()).extracting(ReadShare::primary).containsExactly(true, false, false);
  }

  private static String address(int node) {
    return "127.0.0.1:" + local.port(node);
  }

  @Test
  void proves_a_cluster_without_router() {
    PgCluster direct = described().withoutRouter().build();
    VerifyReport report =
        ClusterVerifier.of(direct, router(local, 0, 1, 2), verifiers()).within(BOUND).verify();

    assertThat(report.failed()).as(report.render()).isEmpty();
    assertThat(report.reads()).extracting(ReadShare::primary).containsExactly(false, false);
  }

  @Test
  void fails_when_a_standby_stands_still() throws SQLException {
    local.sql(2, "SELECT pg_wal_replay_pause()");
    try {
      VerifyReport report = verify(router(local, 0, 1, 2), SHORT);

      assertThat(failedCheck(report, Subject.REPLICATION).detail())
          .isEqualTo("the row was read on 1 of 2 standbys; not on " + address(2));
      assertThat(report.failed()).hasSize(1);
      assertThat(report.standbys().get(1).lagBytes()).isPositive();
    } finally {
      local.sql(2, "SELECT pg_wal_replay_resume()");
    }
  }

  @Test
  void fails_when_a_standby_is_down() throws IOException, InterruptedException {
    local.stop(2);
    try {
      VerifyReport report = verify(router(local, 0, 0, 1), SHORT);

      assertThat(failedCheck(report, Subject.STREAMING).detail())
          .isEqualTo("1 stream, 2 described");
      assertThat(failedCheck(report, Subject.READS).detail()).contains("by 1 of 2 standbys");
      assertThat(failedCheck(report, Subject.REPLICATION).detail()).contains("on 1 of 2 standbys");
      assertThat(report.check(Subject.WRITE).orElseThrow().passed()).isTrue();
    } finally {
      local.restart(2);
    }
  }

  @Test
  void fails_when_the_router_sends_reads_to_the_primary_only() {
    VerifyReport report = verify(router(local, 0, 0), SHORT);

    assertThat(failedCheck(report, Subject.READS).detail())
        .endsWith("answered by 0 of 2 standbys; never node1, node2");
    assertThat(report.reads()).singleElement().matches(ReadShare::primary);
  }

  @Test
  void fails_when_the_router_leaves_one_standby_out() {
    VerifyReport report = verify(router(local, 0, 0, 1), SHORT);

    assertThat(failedCheck(report, Subject.READS).detail())
        .endsWith("answered by 1 of 2 standbys; never node2");
    assertThat(report.check(Subject.WRITE).orElseThrow().passed()).isTrue();
  }

  @Test
  void fails_when_the_write_goes_to_a_standby() {
    VerifyReport report = verify(router(local, 1, 0, 1, 2), BOUND);

    assertThat(failedCheck(report, Subject.WRITE).detail())
        .contains("read-only transaction")
        .contains("25006");
    failedCheck(report, Subject.READ_AFTER_WRITE);
    assertThat(failedCheck(report, Subject.REPLICATION).detail()).contains("nothing was written");
    assertThat(report.check(Subject.READS).orElseThrow().passed()).isTrue();
    assertThat(report.check(Subject.NOTHING_LEFT).orElseThrow().passed()).isTrue();
  }

  @Test
  void fails_when_the_router_cannot_be_reached() throws IOException {
    int nobody = LocalCluster.freePort();
    Connector connector =
        (route, role, database) -> {
          ConnectionInfo info = local.info(route, 0, role, database);
          return route == Route.ROUTED
              ? new ConnectionInfo(route, info.host(), nobody, database, role, info.password())
              : info;
        };
    VerifyReport report = verify(connector, SHORT);

    assertThat(failedCheck(report, Subject.WRITE).detail()).contains("refused").contains("ROUTED");
    assertThat(failedCheck(report, Subject.READS).detail()).contains("refused");
    assertThat(report.check(Subject.STREAMING).orElseThrow().passed()).isTrue();
  }

  @Test
  void fails_whole_when_the_primary_cannot_be_reached() {
    VerifyReport report =
        verify(
            (route, role, database) -> {
              throw new PgClusterException("no pod of the primary is ready");
            },
            SHORT);

    assertThat(report.failed()).hasSize(Subject.values().length);
    assertThat(failedCheck(report, Subject.WRITE).detail())
        .contains("no pod of the primary is ready");
  }

  @Test
  void fails_whole_when_the_route_to_the_primary_leads_to_a_standby() {
    VerifyReport report = verify(ProvenCluster.to(local, 1), SHORT);

    assertThat(report.failed()).hasSize(Subject.values().length);
    assertThat(failedCheck(report, Subject.WRITE).detail())
        .isEqualTo("route PRIMARY leads to " + address(1) + " (node1), a standby");
  }

  @Test
  void drops_what_killed_runs_left_and_nothing_else() throws SQLException {
    try (Connection running = local.superuser(0, DATABASE);
        Statement sql = running.createStatement()) {
      sql.execute("CREATE SCHEMA pgcluster_proof_00000000000000ff CREATE TABLE written (id int)");
      sql.execute("CREATE SCHEMA pgcluster_proof_0000000000000001 CREATE TABLE written (id int)");
      sql.execute("CREATE SCHEMA pgcluster_proof_of_mine");
      sql.execute("SELECT pg_advisory_lock(1)");
      VerifyReport report = verify(router(local, 0, 1, 2), BOUND);

      assertThat(report.ok()).as(report.render()).isTrue();
      assertThat(report.check(Subject.NOTHING_LEFT).orElseThrow().detail())
          .endsWith("leftovers of killed runs dropped: 1");
      assertThat(proofSchemas().split(","))
          .containsExactlyInAnyOrder("pgcluster_proof_0000000000000001", "pgcluster_proof_of_mine");
      sql.execute("SELECT pg_advisory_unlock(1)");
      sql.execute("DROP SCHEMA pgcluster_proof_of_mine");
      sql.execute("DROP SCHEMA pgcluster_proof_0000000000000001 CASCADE");
    }
  }

  @Test
  void leaves_nothing_behind_when_interrupted() {
    Thread me = Thread.currentThread();
    AtomicInteger routed = new AtomicInteger();
    Connector connector =
        (route, role, database) -> {
          // The second routed session comes after the write is committed.
          if (route == Route.ROUTED && routed.incrementAndGet() == 2) {
            me.interrupt();
          }
          return local.info(route, 0, role, database);
        };
    assertThatThrownBy(() -> verify(connector, BOUND))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("orders: interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void ends_in_time_when_nothing_answers() throws IOException {
    try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Connector connector =
          (route, role, database) ->
              new ConnectionInfo(
                  route, "127.0.0.1", silent.getLocalPort(), database, role, Password.of("x"));
      long start = System.nanoTime();
      VerifyReport report = verify(connector, Duration.ofSeconds(1));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
      assertThat(report.failed()).hasSize(Subject.values().length);
    }
  }

  @Test
  void fails_when_no_synchronous_standby_confirms_the_write() throws SQLException {
    synchronousStandbys("nobody");
    try {
      VerifyReport report = verify(router(local, 0, 1, 2), Duration.ofSeconds(1));

      assertThat(failedCheck(report, Subject.WRITE).detail())
          .contains("canceling wait for synchronous replication");
      assertThat(report.check(Subject.NOTHING_LEFT).orElseThrow().passed()).isTrue();
    } finally {
      synchronousStandbys("");
    }
  }

  private static void synchronousStandbys(String names) throws SQLException {
    local.sql(
        "SET synchronous_commit = local",
        "ALTER SYSTEM SET synchronous_standby_names = '%s'".formatted(names),
        "SELECT pg_reload_conf()");
    String inEffect = null;
    while (!names.equals(inEffect)) {
      inEffect = text(local, "SELECT current_setting('synchronous_standby_names')");
    }
  }

  @Test
  void proves_a_primary_alone() {
    PgCluster alone = described().standbys(0).withoutRouter().build();
    VerifyReport report =
        ClusterVerifier.of(alone, router(local, 0, 1), verifiers()).within(BOUND).verify();

    assertThat(report.failed()).as(report.render()).isEmpty();
    assertThat(report.reads()).singleElement().matches(ReadShare::primary);
  }

  @Test
  void does_not_repeat_what_a_foreign_error_says() {
    VerifyReport report =
        verify(
            (route, role, database) -> {
              throw new IllegalStateException("password is " + LocalCluster.PASSWORD);
            },
            SHORT);

    assertThat(failedCheck(report, Subject.WRITE).detail())
        .contains("java.lang.IllegalStateException");
  }

  @Test
  void opens_connections_that_say_whose_they_are() throws SQLException {
    try (Connection connection = Connections.open(local.info(Route.PRIMARY, 0, APP, DATABASE));
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT session_user, current_database(), current_setting('application_name')")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo(APP);
      assertThat(row.getString(2)).isEqualTo(DATABASE);
      assertThat(row.getString(3)).isEqualTo("pgcluster");
    }
  }

  @Test
  void refuses_a_bound_that_is_not_positive() {
    assertThatThrownBy(() -> verify(router(local, 0, 1, 2), Duration.ZERO))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("orders")
        .hasMessageContaining("positive");
  }
}
