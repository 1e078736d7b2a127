package io.pgcluster.examples;

import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.runtime.DatabaseObject;
import io.pgcluster.runtime.OwnedObjects;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.Grant;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Publication;

/**
 * A database that several roles share, and one of them that goes.
 *
 * @since 0.1
 */
public final class SharedDatabase {
  private SharedDatabase() {}

  /**
   * Runs it on this machine.
   *
   * @param args none
   */
  public static void main(String... args) {
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .parameter("wal_level", "logical")
            .role("shop")
            .role("reports")
            .role("stock")
            .database(shop())
            .build();
    try (EmbeddedPgClusters clusters = EmbeddedPgClusters.create();
        RunningPgCluster running = clusters.start(cluster)) {
      System.out.println(running.verify().render());
      running.removeRole("stock", OwnedObjects.reassignTo("shop"), ProgressListener.NONE).close();
      DatabaseObject gone = new DatabaseObject.Published("shop", "orders");
      try (RunningPgCluster without = running.remove(gone, ProgressListener.NONE)) {
        System.out.println(clusters.plan(without.spec()));
      }
    }
  }

  private static Database shop() {
    return
    // tag::database
    Database.owned("shop", "shop")
        .withExtensions("pg_stat_statements")
        .withGrants(Grant.read("reports"), Grant.write("stock").in("warehouse"))
        .withPublications(Publication.of("orders", "orders", "order_lines"));
    // end::database
  }
}
