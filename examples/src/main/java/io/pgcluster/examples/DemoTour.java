package io.pgcluster.examples;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A tour through what can be changed while a cluster runs: each change planned, made, proven. */
final class DemoTour {
  private static final Duration BOUND = Duration.ofMinutes(10);

  private final PgClusterRuntime clusters;
  private final DemoSteps steps;

  DemoTour(PgClusterRuntime clusters, DemoSteps steps) {
    this.clusters = clusters;
    this.steps = steps;
  }

  /** Answers whether every step was proven. */
  boolean tell(PgCluster cluster, boolean images) {
    PgCluster now = change("three standbys", cluster, b -> b.standbys(3), Impact.STANDBY_RESTART);
    now = change("a reload", now, b -> b.parameter("work_mem", "8MB"), Impact.RELOAD);
    now =
        change(
            "a restart, standbys first",
            now,
            b -> b.parameter("max_connections", "200"),
            Impact.PRIMARY_RESTART);
    rotation(now);
    if (images) {
      String image = "docker.io/library/" + now.postgres().image().reference();
      change(
          "an update, pod by pod",
          now,
          b -> b.postgres(p -> p.image(image)),
          Impact.PRIMARY_RESTART);
    } else {
      steps.said("an update: images are on Kubernetes only, so there is none to show here");
    }
    return true;
  }

  private PgCluster change(
      String title, PgCluster before, UnaryOperator<PgClusterBuilder> change, Impact allowed) {
    PgCluster desired = change.apply(before.toBuilder()).build();
    Plan plan = clusters.plan(desired);
    System.out.println("\n" + title + "\n" + plan);
    try (RunningPgCluster running = clusters.apply(plan, allowed)) {
      running.await(BOUND);
      proven(title, running);
    }
    return desired;
  }

  private void rotation(PgCluster cluster) {
    try (RunningPgCluster running = clusters.find(cluster.name()).orElseThrow()) {
      RotationReport report = running.rotatePassword(DemoSteps.ROLE);
      System.out.println("\nanother password\n" + report.render());
      report.requireOk();
      proven("another password", running);
    }
  }

  private void proven(String title, RunningPgCluster running) {
    VerifyReport proof = running.verify();
    if (!proof.ok()) {
      throw new PgClusterException(
          "cluster demo: not proven after %s:%n%s".formatted(title, proof.render()));
    }
    steps.said(title + ": done, " + proof.render().lines().findFirst().orElse("proven"));
  }
}
