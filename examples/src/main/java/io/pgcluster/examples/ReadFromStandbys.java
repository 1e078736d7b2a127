package io.pgcluster.examples;

import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.jdbc.RoutingDataSource;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Read-only transactions on standbys, the rest on the primary, with a bound on how old an answer
 * may be.
 *
 * @since 0.1
 */
public final class ReadFromStandbys {
  private ReadFromStandbys() {}

  /**
   * Runs it.
   *
   * @param args none
   * @throws SQLException when the cluster cannot be used
   */
  public static void main(String... args) throws SQLException {
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).withoutRouter().build();
    try (var running = EmbeddedPgClusters.create().start(orders)) {
      // tag::routing-data-source
      var database =
          RoutingDataSource.of(running::connection, "app", "app")
              .readYourWrites()
              .waitingAtMost(Duration.ofSeconds(1));
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE stock AS SELECT 'on ' || current_setting('cluster_name')");
        connection.setReadOnly(true); // what follows may be asked of a standby
        print(statement, "SELECT *, 'read on ' || current_setting('cluster_name') FROM stock");
      }
      // end::routing-data-source
    }
  }

  private static void print(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      System.out.println("made " + row.getString(1) + ", " + row.getString(2));
    }
  }
}
