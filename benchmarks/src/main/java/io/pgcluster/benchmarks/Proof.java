package io.pgcluster.benchmarks;

import io.pgcluster.embedded.EmbeddedPgCluster;
import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/** Clusters of this machine, and that they do what they are for. */
final class Proof {
  static final PgCluster SINGLE =
      PgClusterBuilder.named("single").standbys(0).withoutRouter().build();
  static final PgCluster THREE =
      PgClusterBuilder.named("three").standbys(2).withoutRouter().build();

  private static final String USER = "app";

  private Proof() {}

  /** Returns when a row that was written on the primary has been read on every standby. */
  static EmbeddedPgCluster start(EmbeddedPgClusters clusters, PgCluster spec) throws SQLException {
    EmbeddedPgCluster running = clusters.start(spec);
    String written;
    try (Connection primary = Connections.open(running.connection(Route.PRIMARY, USER));
        Statement statement = primary.createStatement()) {
      if (spec.standbys().count() == 0) {
        answers(primary);
        return running;
      }
      statement.execute("CREATE TABLE proof AS SELECT 42 AS answer");
      written = text(statement, "SELECT pg_current_wal_lsn()");
    }
    for (String instance : running.logs().keySet()) {
      try (Connection connection =
              Connections.open(running.connectionTo(instance, USER, spec.defaultDatabase()));
          Statement statement = connection.createStatement()) {
        while (text(statement, "SELECT pg_is_in_recovery()").equals("t")
            && !text(statement, "SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(written))
                .equals("t")) {
          LockSupport.parkNanos(1_000_000);
        }
        if (!text(statement, "SELECT answer FROM proof").equals("42")) {
          throw new IllegalStateException(instance + " has not what was written");
        }
      }
    }
    return running;
  }

  /** Asks for something. */
  static void answers(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!text(statement, "SELECT 1").equals("1")) {
        throw new IllegalStateException("one is not one");
      }
    }
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
