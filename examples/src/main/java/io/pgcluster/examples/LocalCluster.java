package io.pgcluster.examples;

import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;

/**
 * A cluster of processes of this machine: proven, with a standby that lags, then with another
 * primary.
 *
 * @since 0.1
 */
public final class LocalCluster {
  private LocalCluster() {}

  /**
   * Runs it.
   *
   * @param args none
   */
  public static void main(String... args) {
    // tag::local
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).build();
    try (var running = EmbeddedPgClusters.create().start(orders)) {
      System.out.println(running.verify().render());
      System.out.println(running.connection(Route.ROUTED, "app").jdbcUrl());

      var faults = running.faults();
      faults.pauseReplay("orders-replica-0"); // its answers age
      faults.resumeReplay("orders-replica-0");
      faults.awaitReplay("orders-replica-0", faults.position(), Duration.ofSeconds(10));

      faults.kill("orders-primary-0");
      faults.promote("orders-replica-1"); // writes go there
      faults.start("orders-primary-0"); // comes back as a standby
      System.out.println(running.replication());
    }
    // end::local
  }
}
