package io.pgcluster.benchmarks;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Path;
import java.time.Duration;

/** A program that makes the cluster and ends: {@code ApplyAndAwait KUBECONFIG NODE-PORT}. */
final class ApplyAndAwait {
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private ApplyAndAwait() {}

  public static void main(String... arguments) {
    PgCluster cluster = Article.onAnyKubernetes(Integer.parseInt(arguments[1]));
    try (var clusters = KubernetesPgClusters.connect(Path.of(arguments[0]));
        var running = clusters.apply(cluster)) {
      running.await(PATIENCE);
    }
  }
}
