package io.pgcluster.examples;

import io.pgcluster.PgClusterException;
import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.RotationTask;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The page of 2018 on changing a password, as one call: the verifier, ALTER ROLE, pool_passwd, the
 * Secret and the routers, and then a login everywhere with the new password and with the old one.
 *
 * @since 0.1
 */
public final class RotatePassword {
  private RotatePassword() {}

  /**
   * Runs it on this machine.
   *
   * @param args none
   */
  public static void main(String... args) {
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).build();
    try (EmbeddedPgClusters clusters = EmbeddedPgClusters.create();
        RunningPgCluster running = clusters.start(orders)) {
      // tag::rotate
      RotationReport report = running.rotatePassword("app");
      System.out.println(report.render());
      var info = running.connection(Route.ROUTED, "app"); // has the new password
      // end::rotate
      System.out.println(info.jdbcUrl());
      overlap(clusters);
    }
  }

  /** For programs that cannot all take up the new password at one moment. */
  private static void overlap(EmbeddedPgClusters clusters) {
    // tag::overlap
    PgCluster shop =
        PgClusterBuilder.named("shop")
            .role(Role.group("shop")) // owns what is made, and cannot log in itself
            .role(Role.named("shop_a").actingAs("shop"))
            .role(Role.named("shop_b").actingAs("shop"))
            .build();
    try (RunningPgCluster running = clusters.start(shop)) {
      var options = RotationOptions.STANDARD.overlapping();
      var former = running.connection(Route.PRIMARY, "shop"); // logs in as shop_a
      running.rotatePassword("shop", options, ProgressListener.NONE).requireOk();
      var next = running.connection(Route.PRIMARY, "shop"); // as shop_b, and shop_a still can
      // end::overlap
      System.out.println(former.role() + ", then " + next.role());
    }
  }

  static ScheduledFuture<?> everyMonth(
      PgClusterRuntime clusters, ScheduledExecutorService executor) {
    // tag::schedule
    Consumer<RotationReport> done = report -> System.out.println(report.render());
    Consumer<PgClusterException> failed = e -> System.out.println(e.getMessage());
    var task = RotationTask.of(clusters, "orders", "app", done, failed);
    var schedule = executor.scheduleAtFixedRate(task, 30, 30, TimeUnit.DAYS);
    // end::schedule
    return schedule;
  }
}
