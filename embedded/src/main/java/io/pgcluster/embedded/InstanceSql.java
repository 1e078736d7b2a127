package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.jdbc.Replay;
import io.pgcluster.runtime.Lsn;
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

  boolean answers(String instance) {
    try (Connection connection = open(instance)) {
      return connection.isValid(0);
    } catch (SQLException e) {
      return false;
    }
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

  /** What is asked of a standby's replay. */
  Replay replay(String instance) {
    return Replay.of(
        cluster,
        instance,
        (route, role, database) -> routes.connectionTo(instance, role, database));
  }

  Lsn position() {
    return Replay.position(cluster, routes::connection);
  }

  /** Whether a standby has a stream. */
  boolean receives(String instance) {
    return !ask(instance, "SELECT 1 FROM pg_stat_wal_receiver WHERE status = 'streaming'")
        .isEmpty();
  }
}
