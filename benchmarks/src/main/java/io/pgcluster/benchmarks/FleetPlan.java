package io.pgcluster.benchmarks;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.Plan;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Plans many unchanged clusters, one after the other, in a JVM with little memory. */
final class FleetPlan {
  private static final int MIB = 1024 * 1024;

  private FleetPlan() {}

  /** Their pods stay unscheduled: a plan costs the same. */
  static List<PgCluster> fleet(int count) {
    List<PgCluster> fleet = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fleet.add(
          PgClusterBuilder.named("fleet-%03d".formatted(i))
              .primary(p -> p.nodeSelector("bench.pgcluster.io/nowhere", "true"))
              .standbys(0)
              .withoutRouter()
              .build());
    }
    return fleet;
  }

  public static void main(String... args) {
    try (var clusters = KubernetesPgClusters.connect(Path.of(args[0]))) {
      List<PgCluster> fleet = fleet(Integer.parseInt(args[1]));
      var unused = clusters.plan(fleet.get(0)); // this JVM's first
      long start = System.nanoTime();
      for (int i = 1; i <= fleet.size(); i++) {
        Plan plan = clusters.plan(fleet.get(i - 1));
        if (!plan.isEmpty()) {
          throw new IllegalStateException(plan.render());
        }
        if (i % 50 == 0) {
          System.out.printf(
              "| %d | %.1f | %d |%n", i, (System.nanoTime() - start) / 1e9, usedAfterCollection());
        }
      }
    }
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
  }
}
