package io.pgcluster.examples;

import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * A cluster from description to deletion: one primary, two standbys, pgpool in front. Connects as
 * kubectl would.
 *
 * @since 0.1
 */
public final class QuickStart {
  private QuickStart() {}

  /**
   * Runs it.
   *
   * @param args the namespace, which has to exist
   * @throws SQLException if the cluster does not answer
   */
  public static void main(String... args) throws SQLException {
    String namespace = args[0];
    // tag::quick-start
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).build();
    var progress = ConsoleProgress.create();
    try (var clusters = KubernetesPgClusters.connect().inNamespace(namespace);
        var running = clusters.apply(orders, progress)) {
      running.await(Duration.ofMinutes(5), progress);
      System.out.println(running.verify().render());
      ask(running.connection(Route.ROUTED, "app"));
      running.delete(DeletePolicy.DELETE_VOLUMES);
    }
    // end::quick-start
  }

  // tag::connect
  private static void ask(ConnectionInfo app) throws SQLException {
    try (Connection connection = DriverManager.getConnection(app.jdbcUrl(), app.properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT inet_server_addr(), version()")) {
      row.next();
      System.out.println(row.getString(1) + " answered: " + row.getString(2));
    }
  }
  // end::connect
}
