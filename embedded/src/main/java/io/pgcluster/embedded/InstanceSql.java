package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What is asked of one instance as superuser. */
final class InstanceSql {
  private final PgCluster cluster;
  private final LocalRoutes routes;

  InstanceSql(PgCluster cluster, LocalRoutes routes) {
    this.cluster = cluster;
    this.routes = routes;
  }

  /** The caller's to close. */
  Connection open(String instance) throws SQLException {
    return Connections.open(
        routes.connectionTo(instance, cluster.access().superuser().name(), "postgres"));
  }

  /** A text, or empty for null. */
  String ask(String instance, String sql) {
    try (Connection connection = open(instance)) {
      return text(connection, sql);
    } catch (SQLException e) {
      throw new PgClusterException(
          "cluster %s: instance %s does not answer: %s"
              .formatted(cluster.name(), instance, e.getMessage()),
          e);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      String text = row.next() ? row.getString(1) : null;
      return text == null ? "" : text;
    }
  }

  /** After a commit that is flushed, so that standbys get there without another one. */
  Lsn position() {
    var primary = routes.connection(Route.PRIMARY, cluster.access().superuser().name(), "postgres");
    try (Connection connection = Connections.open(primary);
        Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = local");
      statement.execute("SELECT pg_logical_emit_message(true, 'pgcluster', '')");
      return Lsn.parse(text(connection, "SELECT pg_current_wal_flush_lsn()"));
    } catch (SQLException e) {
      throw new PgClusterException(
          "cluster %s: the primary does not answer: %s".formatted(cluster.name(), e.getMessage()),
          e);
    }
  }

  Lsn replayed(String instance) {
    String text = ask(instance, "SELECT pg_last_wal_replay_lsn()");
    if (text.isEmpty()) {
      throw new PgClusterException(
          "cluster %s: %s is the primary, which replays nothing; name a standby"
              .formatted(cluster.name(), instance));
    }
    return Lsn.parse(text);
  }

  void pause(String instance, Waiting waiting) {
    try (Connection connection = open(instance);
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT pg_wal_replay_pause()");
      waiting.until(
          () -> state(connection).equals("paused"), () -> "replay is " + state(connection));
    } catch (SQLException e) {
      throw new PgClusterException(
          "cluster %s: instance %s does not answer: %s"
              .formatted(cluster.name(), instance, e.getMessage()),
          e);
    }
  }

  private String state(Connection connection) {
    try {
      return text(connection, "SELECT pg_get_wal_replay_pause_state()");
    } catch (SQLException e) {
      throw new PgClusterException(
          "cluster %s: a standby does not answer: %s".formatted(cluster.name(), e.getMessage()), e);
    }
  }

  void resume(String instance) {
    ask(instance, "SELECT pg_wal_replay_resume()");
  }

  /** Whether a standby has a stream. */
  boolean receives(String instance) {
    return !ask(instance, "SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'")
        .isEmpty();
  }
}
