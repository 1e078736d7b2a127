package io.pgcluster.jdbc;

import static io.pgcluster.jdbc.RoutedCluster.PRIMARY;
import static io.pgcluster.jdbc.RoutedCluster.STANDBYS;
import static io.pgcluster.jdbc.RoutedCluster.run;
import static io.pgcluster.jdbc.RoutedCluster.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.pgcluster.runtime.Route;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are down, come back or are promoted; with a pool on top and without. */
class RoutingFaultsIT {
  private RoutedCluster cluster;

  @BeforeEach
  void start() throws IOException, InterruptedException, SQLException {
    cluster = RoutedCluster.start();
  }

  @AfterEach
  void stop() throws IOException {
    cluster.close();
  }

  @Test
  void reads_on_while_the_primary_is_down() throws IOException, InterruptedException, SQLException {
    try (Connection connection = cluster.dataSource().getConnection()) {
      assertThat(server(connection)).isEqualTo(PRIMARY);
      cluster.local.stop(0);
      connection.setReadOnly(true);
      assertThat(server(connection)).isIn(STANDBYS);
      connection.setReadOnly(false);
      assertBroken(connection);
      assertBroken(connection);
      connection.setReadOnly(true);
      assertThat(server(connection)).isIn(STANDBYS);
      cluster.local.restart(0);
      connection.setReadOnly(false);
      assertThat(server(connection)).isEqualTo(PRIMARY);
    }
  }

  private static void assertBroken(Connection connection) {
    assertThatThrownBy(() -> run(connection, "INSERT INTO note VALUES (1, 'never')"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).matches("08.*|57P01"));
  }

  @Test
  void reads_from_the_primary_while_the_standbys_are_down()
      throws IOException, InterruptedException, SQLException {
    cluster.local.stop(1);
    cluster.local.stop(2);
    RoutingDataSource source = cluster.dataSource();
    try (Connection connection = source.getConnection();
        Connection strict = source.withoutFallback().getConnection()) {
      connection.setReadOnly(true);
      strict.setReadOnly(true);
      assertThat(server(connection)).isEqualTo(PRIMARY);
      assertThatThrownBy(() -> run(connection, "INSERT INTO note VALUES (1, 'never')"))
          .as("read-only there too")
          .hasMessageContaining("read-only transaction");
      assertThatThrownBy(() -> server(strict))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      cluster.local.restart(1);
      cluster.local.restart(2);
      assertThat(server(connection)).isIn(STANDBYS);
      connection.setReadOnly(false);
      run(connection, "INSERT INTO note VALUES (1, 'kept')");
    }
  }

  @Test
  void reads_from_the_primary_of_a_cluster_without_standbys() throws SQLException {
    cluster.lead(0);
    RoutingDataSource source = cluster.dataSource();
    try (Connection connection = source.getConnection();
        Connection strict = source.withoutFallback().getConnection()) {
      connection.setReadOnly(true);
      strict.setReadOnly(true);
      assertThat(server(connection)).isEqualTo(PRIMARY);
      assertThatThrownBy(() -> server(strict)).hasMessageContaining("has no standby");
    }
  }

  @Test
  void leaves_a_standby_that_went_down_after_one_failed_transaction()
      throws IOException, SQLException {
    cluster.lead(0, 1);
    try (Connection connection = cluster.dataSource().getConnection()) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(server(connection)).isEqualTo("node1");
      cluster.local.stop(1);
      cluster.lead(0, 2);
      assertThatThrownBy(() -> server(connection)).isInstanceOf(SQLException.class);
      connection.rollback();
      assertThat(server(connection)).isEqualTo("node2");
      connection.rollback();
    }
  }

  @Test
  void needs_no_failed_transaction_when_it_is_asked_whether_it_is_valid()
      throws IOException, SQLException {
    cluster.lead(0, 1);
    try (Connection connection = cluster.dataSource().getConnection()) {
      connection.setReadOnly(true);
      assertThat(server(connection)).isEqualTo("node1");
      cluster.local.stop(1);
      cluster.lead(0, 2);
      assertThat(connection.isValid(5)).isTrue();
      assertThat(server(connection)).isEqualTo("node2");
      connection.setAutoCommit(false);
      assertThat(server(connection)).isEqualTo("node2");
      cluster.local.stop(2);
      assertThat(connection.isValid(5)).as("its transaction is lost").isFalse();
    }
  }

  @Test
  void follows_a_promotion_and_takes_the_promoted_one_as_fresh() throws IOException, SQLException {
    RoutingDataSource source = cluster.dataSource().readYourWrites();
    cluster.lead(0, 1);
    try (Connection connection = source.getConnection()) {
      run(connection, "INSERT INTO note VALUES (1, 'before')");
      cluster.awaitReplay(1);
      connection.setReadOnly(true);
      assertThat(server(connection)).isEqualTo("node1");
      cluster.local.stop(0);
      cluster.local.sql(1, "SELECT pg_promote()");
      cluster.lead(1, 1);
      assertThat(server(connection)).isEqualTo("node1");
      connection.setReadOnly(false);
      assertBroken(connection);
      RoutedCluster.await(
          () -> {
            run(connection, "INSERT INTO note VALUES (2, 'after')");
            return true;
          });
      assertThat(server(connection)).isEqualTo("node1");
      connection.setReadOnly(true);
      assertThat(server(connection)).isEqualTo("node1");
    }
  }

  @Test
  void works_below_a_pool() throws IOException, InterruptedException, SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(cluster.dataSource().readYourWrites());
    config.setMaximumPoolSize(2);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      for (int i = 0; i < 3; i++) {
        try (Connection connection = pool.getConnection()) {
          connection.setAutoCommit(false);
          assertThat(server(connection)).isEqualTo(PRIMARY);
          run(connection, "INSERT INTO note VALUES (%d, 'pooled')".formatted(i));
          connection.commit();
        }
        cluster.awaitReplay();
        try (Connection connection = pool.getConnection()) {
          connection.setReadOnly(true);
          assertThat(server(connection)).isIn(STANDBYS);
          assertThat(RoutedCluster.text(connection, "SELECT count(*) FROM note"))
              .isEqualTo(Integer.toString(i + 1));
        }
      }
      cluster.local.stop(0);
      try (Connection connection = pool.getConnection()) {
        connection.setReadOnly(true);
        assertThat(server(connection)).isIn(STANDBYS);
      }
      cluster.local.restart(0);
      RoutedCluster.await(() -> answers(pool));
    }
  }

  private static boolean answers(DataSource pool) {
    try (Connection connection = pool.getConnection()) {
      return server(connection).equals(PRIMARY);
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void one_route_below_a_pool_follows_a_failover() throws IOException, SQLException {
    DataSource plain =
        PgDataSources.of(cluster.connector(), Route.PRIMARY, LocalCluster.SUPERUSER, "postgres");
    HikariConfig config = new HikariConfig();
    config.setDataSource(plain);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(answers(pool)).isTrue();
      cluster.local.stop(0);
      cluster.local.sql(1, "SELECT pg_promote()");
      cluster.lead(1, 2);
      RoutedCluster.await(
          () -> {
            try (Connection connection = pool.getConnection()) {
              return server(connection).equals("node1");
            } catch (SQLException e) {
              return false;
            }
          });
    }
  }
}
