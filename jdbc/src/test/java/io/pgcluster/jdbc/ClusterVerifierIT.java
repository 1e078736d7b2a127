package io.pgcluster.jdbc;

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
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proves real clusters, and shows that each check can fail. */
class ClusterVerifierIT {
  private static final String APP = "Ap\"p 'r\\öle; --";
  private static final String DATABASE = "Or\"ders /100%? é+";
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** Enough for a proof, and short where it fails. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static LocalCluster local;

  private final PgCluster cluster = described().build();

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    local = LocalCluster.start(2);
    local.sql(
        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(quoted(APP), LocalCluster.PASSWORD),
        "CREATE ROLE readers",
        "CREATE ROLE clerk LOGIN PASSWORD '%s' IN ROLE readers".formatted(LocalCluster.PASSWORD),
        "CREATE DATABASE %s OWNER %s".formatted(quoted(DATABASE), quoted(APP)));
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @AfterEach
  void nothing_is_left_behind() throws SQLException {
    assertThat(proofSchemas()).isEmpty();
  }

  private static PgClusterBuilder described() {
    return PgClusterBuilder.named("orders")
        .standbys(2)
        .role(APP)
        .role(new Role("readers", Optional.empty(), List.of(), List.of()))
        .role(Role.named("clerk").memberOf("readers"))
        .database(DATABASE, APP);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String proofSchemas() throws SQLException {
    return text(
        "SELECT coalesce(string_agg(nspname, ','), '') FROM pg_namespace"
            + " WHERE nspname LIKE 'pgcluster%'");
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = local.superuser(0, DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Map<String, ExpectedVerifier> verifiers() {
    return Stream.of(LocalCluster.SUPERUSER, LocalCluster.REPLICATION, APP, "clerk")
        .collect(
            Collectors.toMap(
                role -> role,
                role -> ExpectedVerifier.ofPassword(role, Password.of(LocalCluster.PASSWORD))));
  }

  /** A router whose first session is the write's; then it alternates over these nodes. */
  private static Connector router(int writes, int... reads) {
    AtomicInteger sessions = new AtomicInteger();
    return (route, role, database) -> {
      int node = 0;
      if (route == Route.ROUTED) {
        int session = sessions.getAndIncrement();
        node = session == 0 ? writes : reads[(session - 1) % reads.length];
      } else if (route == Route.REPLICA) {
        node = reads[sessions.getAndIncrement() % reads.length];
      }
      return local.info(route, node, role, database);
    };
  }

  private VerifyReport verify(Connector connector, Duration bound) {
    return ClusterVerifier.of(cluster, connector, verifiers()).within(bound).verify();
  }

  private static Check failedCheck(VerifyReport report, Subject subject) {
    assertThat(report.checks()).extracting(Check::subject).containsExactly(Subject.values());
    assertThat(report.render()).doesNotContain(LocalCluster.PASSWORD).doesNotContain("SHA-256$");
    Check check = report.check(subject).orElseThrow();
    assertThat(check.passed()).as(report.render()).isFalse();
    return check;
  }

  @Test
  void proves_a_cluster_behind_a_router() {
    VerifyReport report = verify(router(0, 0, 1, 2), BOUND);

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
        ClusterVerifier.of(direct, router(0, 1, 2), verifiers()).within(BOUND).verify();

    assertThat(report.failed()).as(report.render()).isEmpty();
    assertThat(report.reads()).extracting(ReadShare::primary).containsExactly(false, false);
  }

  @Test
  void fails_when_a_standby_stands_still() throws SQLException {
    local.sql(2, "SELECT pg_wal_replay_pause()");
    try {
      VerifyReport report = verify(router(0, 1, 2), SHORT);

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
      VerifyReport report = verify(router(0, 0, 1), SHORT);

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
    VerifyReport report = verify(router(0, 0), SHORT);

    assertThat(failedCheck(report, Subject.READS).detail())
        .endsWith("answered by 0 of 2 standbys; never node1, node2");
    assertThat(report.reads()).singleElement().matches(ReadShare::primary);
  }

  @Test
  void fails_when_the_router_leaves_one_standby_out() {
    VerifyReport report = verify(router(0, 0, 1), SHORT);

    assertThat(failedCheck(report, Subject.READS).detail()).contains("answered by 1 of 2 standbys");
    assertThat(report.check(Subject.WRITE).orElseThrow().passed()).isTrue();
  }

  @Test
  void fails_when_the_write_goes_to_a_standby() {
    VerifyReport report = verify(router(1, 0, 1, 2), BOUND);

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
    VerifyReport report =
        verify((route, role, database) -> local.info(route, 1, role, database), SHORT);

    assertThat(report.failed()).hasSize(Subject.values().length);
    assertThat(failedCheck(report, Subject.WRITE).detail())
        .isEqualTo("route PRIMARY leads to " + address(1) + " (node1), a standby");
  }

  @Test
  void fails_when_a_verifier_is_another_one_or_unknown() {
    Map<String, ExpectedVerifier> wrong = new HashMap<>(verifiers());
    wrong.put(APP, ExpectedVerifier.ofPassword(APP, Password.of("another")));
    wrong.remove("clerk");
    VerifyReport report =
        ClusterVerifier.of(cluster, router(0, 1, 2), wrong).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.VERIFIERS).detail())
        .isEqualTo(APP + "'s is another one; clerk: nothing is known to compare its verifier with");
    assertThat(report.failed()).hasSize(1);
  }

  @Test
  void fails_when_a_verifier_is_of_the_other_kind() {
    PgCluster md5 = described().postgres(p -> p.passwordEncryption(PasswordEncryption.MD5)).build();
    VerifyReport report =
        ClusterVerifier.of(md5, router(0, 1, 2), verifiers()).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.VERIFIERS).detail()).contains("clerk's is not md5");
  }

  @Test
  void fails_when_roles_or_databases_differ() {
    PgCluster other =
        PgClusterBuilder.named("orders")
            .standbys(2)
            .role(Role.named(APP).with(RoleAttribute.CREATEDB))
            .role(Role.named("auditor"))
            .role(new Role("clerk", Optional.empty(), List.of(), List.of("pg_monitor")))
            .database(Database.owned(DATABASE, "clerk").withExtensions("plpgsql", "citext"))
            .database("missing", APP)
            .build();
    VerifyReport report =
        ClusterVerifier.of(other, router(0, 1, 2), verifiers()).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.ROLES).detail())
        .contains("auditor is missing")
        .contains(APP + " lacks CREATEDB")
        .contains("clerk also has LOGIN")
        .contains("clerk is no member of pg_monitor");
    assertThat(failedCheck(report, Subject.VERIFIERS).detail()).contains("auditor is missing");
    assertThat(failedCheck(report, Subject.DATABASES).detail())
        .contains(DATABASE + " belongs to " + APP + ", not to clerk")
        .contains("lacks the extension citext")
        .contains("missing is missing")
        .doesNotContain("plpgsql");
  }

  @Test
  void drops_what_killed_runs_left_and_nothing_else() throws SQLException {
    try (Connection running = local.superuser(0, DATABASE);
        Statement sql = running.createStatement()) {
      sql.execute("CREATE SCHEMA pgcluster_proof_00000000000000ff CREATE TABLE written (id int)");
      sql.execute("CREATE SCHEMA pgcluster_proof_0000000000000001 CREATE TABLE written (id int)");
      sql.execute("CREATE SCHEMA pgcluster_proof_of_mine");
      sql.execute("SELECT pg_advisory_lock(1)");
      VerifyReport report = verify(router(0, 1, 2), BOUND);

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
      VerifyReport report = verify(router(0, 1, 2), Duration.ofSeconds(1));

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
      inEffect = text("SELECT current_setting('synchronous_standby_names')");
    }
  }

  @Test
  void proves_a_primary_alone() {
    PgCluster alone = described().standbys(0).withoutRouter().build();
    VerifyReport report =
        ClusterVerifier.of(alone, router(0, 1), verifiers()).within(BOUND).verify();

    assertThat(report.failed()).as(report.render()).isEmpty();
    assertThat(report.reads()).singleElement().matches(ReadShare::primary);
  }

  @Test
  void writes_as_a_member_when_the_owner_cannot_log_in() throws SQLException {
    local.sql("CREATE DATABASE team OWNER readers");
    PgCluster owned = described().withoutDatabases().database("team", "readers").build();

    assertThat(rolesThatTake(Route.ROUTED, owned)).containsOnly("clerk");
  }

  @Test
  void writes_as_superuser_when_nobody_else_owns_the_database() {
    PgCluster owned = described().withoutDatabases().build();

    assertThat(rolesThatTake(Route.ROUTED, owned)).containsOnly(LocalCluster.SUPERUSER);
  }

  private static List<String> rolesThatTake(Route wanted, PgCluster cluster) {
    List<String> roles = new ArrayList<>();
    Connector router = router(0, 1, 2);
    Connector recording =
        (route, role, database) -> {
          if (route == wanted) {
            roles.add(role);
          }
          return router.connection(route, role, database);
        };
    VerifyReport report =
        ClusterVerifier.of(cluster, recording, verifiers()).within(BOUND).verify();
    assertThat(report.failed()).as(report.render()).isEmpty();
    return roles;
  }

  @Test
  void reports_a_password_that_is_closed_already() {
    Password closed = Password.of("closed");
    closed.close();
    Map<String, ExpectedVerifier> late = new HashMap<>(verifiers());
    late.put(APP, ExpectedVerifier.ofPassword(APP, closed));
    VerifyReport report = ClusterVerifier.of(cluster, router(0, 1, 2), late).within(BOUND).verify();

    assertThat(failedCheck(report, Subject.VERIFIERS).detail()).contains("already closed");
    assertThat(report.check(Subject.WRITE).orElseThrow().passed()).isTrue();
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
    assertThatThrownBy(() -> verify(router(0, 1, 2), Duration.ZERO))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("orders")
        .hasMessageContaining("positive");
  }
}
