package io.pgcluster.examples;

import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.Plan;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;

/**
 * A cluster that is changed while it runs: planned, allowed, done.
 *
 * @since 0.1
 */
public final class ChangedCluster {
  private ChangedCluster() {}

  /**
   * Runs it on this machine.
   *
   * @param args none
   */
  public static void main(String... args) {
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).build();
    try (EmbeddedPgClusters clusters = EmbeddedPgClusters.create();
        var running = clusters.start(orders)) {
      change(clusters, orders);
      System.out.println(running.status());
    }
  }

  private static void change(PgClusterRuntime clusters, PgCluster orders) {
    // tag::change
    PgCluster desired = orders.toBuilder().parameter("max_connections", "300").standbys(3).build();
    Plan plan = clusters.plan(desired);
    System.out.println(plan);
    try (var running = clusters.apply(plan, Impact.PRIMARY_RESTART)) {
      running.await(Duration.ofMinutes(5));
      System.out.println(running.verify().render());
    }
    // end::change
  }
}
