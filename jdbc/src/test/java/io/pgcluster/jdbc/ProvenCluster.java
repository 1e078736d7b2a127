package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.runtime.VerifyReport.Check;
import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A cluster as it is described and as it is, with names that need quoting. */
final class ProvenCluster {
  static final String APP = "Ap\"p 'r\\öle; --";
  static final String DATABASE = "Or\"ders /100%? é+";

  static LocalCluster start() throws IOException, InterruptedException, SQLException {
    LocalCluster local = LocalCluster.start(2);
    local.sql(
        "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(quoted(APP), LocalCluster.PASSWORD),
        "CREATE ROLE readers",
        "CREATE ROLE clerk LOGIN PASSWORD '%s' IN ROLE readers".formatted(LocalCluster.PASSWORD),
        "CREATE DATABASE %s OWNER %s".formatted(quoted(DATABASE), quoted(APP)));
    awaitReplay(local);
    return local;
  }

  /** Until both standbys have all that the primary has now. */
  static void awaitReplay(LocalCluster local) {
    PgCluster cluster = described().build();
    Lsn position = Replay.position(cluster, to(local, 0));
    for (int node = 1; node <= cluster.standbys().count(); node++) {
      Replay.of(cluster, "node" + node, to(local, node)).await(position, Duration.ofSeconds(60));
    }
  }

  /** Leads to that node by whichever route. */
  static Connector to(LocalCluster local, int node) {
    return (route, role, database) -> local.info(route, node, role, database);
  }

  static PgClusterBuilder described() {
    return PgClusterBuilder.named("orders")
        .standbys(2)
        .role(APP)
        .role(Role.group("readers"))
        .role(Role.named("clerk").memberOf("readers"))
        .database(DATABASE, APP);
  }

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String text(LocalCluster local, String sql) throws SQLException {
    try (Connection connection = local.superuser(0, DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  static Map<String, ExpectedVerifier> verifiers() {
    return Stream.of(LocalCluster.SUPERUSER, LocalCluster.REPLICATION, APP, "clerk")
        .collect(
            Collectors.toMap(
                role -> role,
                role -> ExpectedVerifier.ofPassword(role, Password.of(LocalCluster.PASSWORD))));
  }

  /** A router whose first session is the write's; then it alternates over these nodes. */
  static Connector router(LocalCluster local, int writes, int... reads) {
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

  static Check failedCheck(VerifyReport report, Subject subject) {
    assertThat(report.checks()).extracting(Check::subject).containsExactly(Subject.values());
    assertThat(report.render()).doesNotContain(LocalCluster.PASSWORD).doesNotContain("SHA-256$");
    Check check = report.check(subject).orElseThrow();
    assertThat(check.passed()).as(report.render()).isFalse();
    return check;
  }

  private ProvenCluster() {}
}
