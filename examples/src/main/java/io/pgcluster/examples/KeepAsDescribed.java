package io.pgcluster.examples;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.Impact;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.IOException;
import java.time.Duration;

/**
 * Keeps a cluster as it is described until the end of its input.
 *
 * @since 0.1
 */
public final class KeepAsDescribed {
  private KeepAsDescribed() {}

  /**
   * Runs it.
   *
   * @param args the namespace, which has to exist
   */
  public static void main(String... args) {
    PgCluster orders = PgClusterBuilder.named("orders").build();
    ClusterWatch.Listener listener = System.out::println;
    try (var clusters = KubernetesPgClusters.connect().inNamespace(args[0])) {
      // tag::watch
      try (ClusterWatch watch = clusters.watch(orders, Impact.STANDBY_RESTART, listener)) {
        watch.await(ClusterWatch.State.AS_DESCRIBED, Duration.ofMinutes(5));
        serve(); // while the program runs, what others change of the cluster is put back
      }
      // end::watch
    }
  }

  private static void serve() {
    try {
      while (System.in.read() >= 0) {
        // Until nobody is there any more.
      }
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }
}
