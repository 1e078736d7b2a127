package io.pgcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.jdbc.RoutingDataSource;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What users write: a test that sees a standby lag. */
@PgClusterTest(standbys = 2, clusters = ClusterScope.PER_CLASS, migration = LagIT.Schema.class)
class LagIT {
  static final class Schema implements DatabaseMigration {
    @Override
    public void migrate(DataSource template) throws SQLException {
      try (Connection connection = template.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE orders (id int PRIMARY KEY)");
      }
    }
  }

  @BeforeEach
  void sees_an_empty_database(Connection connection) throws SQLException {
    assertThat(count(connection)).isZero();
    run(connection, "INSERT INTO orders VALUES (1)");
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(Connection connection) throws SQLException {
    return Integer.parseInt(value(connection, "SELECT count(*) FROM orders"));
  }

  private static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static Connection on(DataSource standbys, String name) throws SQLException {
    while (true) {
      Connection connection = standbys.getConnection();
      if (value(connection, "SHOW cluster_name").equals(name)) {
        return connection;
      }
      connection.close();
    }
  }

  @Test
  void a_standby_lags(
      RunningPgCluster cluster,
      PgFaults faults,
      Connection primary,
      @OnRoute(Route.REPLICA) DataSource standbys)
      throws SQLException {
    String standby = cluster.replication().instances().get(1).name();
    faults.awaitReplay(standby, faults.position(), Duration.ofSeconds(10));
    faults.pauseReplay(standby);

    run(primary, "INSERT INTO orders VALUES (2)");

    Lsn written = faults.position();
    assertThat(faults.replayed(standby)).isLessThan(written);
    try (Connection stale = on(standbys, standby)) {
      assertThat(count(stale)).isEqualTo(1);
      faults.resumeReplay(standby);
      faults.awaitReplay(standby, written, Duration.ofSeconds(10));
      assertThat(count(stale)).isEqualTo(2);
    }
  }

  /** A standby has a test's database when the test begins. */
  @Test
  void a_fresh_database_is_on_the_standbys(@OnRoute(Route.REPLICA) Connection standby)
      throws SQLException {
    assertThat(value(standby, "SELECT pg_is_in_recovery()")).isEqualTo("t");
    assertThat(value(standby, "SELECT to_regclass('orders')")).isEqualTo("orders");
  }

  @Test
  void reads_are_routed(RoutingDataSource routed, @OnRoute(Route.ROUTED) DataSource same)
      throws SQLException {
    for (DataSource source : new DataSource[] {routed.readYourWrites(), same}) {
      try (Connection connection = source.getConnection()) {
        assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("f");
        connection.setReadOnly(true);
        assertThat(value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
      }
    }
  }

  @Test
  void urls_connect(
      @JdbcUrl String url, @JdbcUrl(credentials = false) String bare, ConnectionInfo info)
      throws SQLException {
    assertThat(bare).doesNotContain("password").isEqualTo(info.jdbcUrl());
    try (Connection connection = DriverManager.getConnection(url)) {
      assertThat(count(connection)).isEqualTo(1);
    }
    try (Connection connection = DriverManager.getConnection(bare, info.properties())) {
      assertThat(count(connection)).isEqualTo(1);
    }
  }

  @Nested
  class Inside {
    @Test
    void has_the_same_cluster_and_a_database_of_its_own(
        RunningPgCluster cluster, PgCluster spec, Connection connection) throws SQLException {
      assertThat(cluster.spec()).isEqualTo(spec);
      assertThat(count(connection)).isEqualTo(1);
      assertThat(value(connection, "SELECT current_database()")).startsWith("t_");
    }
  }
}
