package io.pgcluster.benchmarks;

import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What changes of a running cluster cost: planning them, and how long writes wait. */
final class OnChanges {
  private static final String PLAN = "pgcluster, plan";
  private static final String DIFF = "kubectl diff";
  private static final String OWN_RESTART = "a server of this machine restarted";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<String> kubectl =
      List.of(
          Optional.ofNullable(System.getenv("PGCLUSTER_E2E_KUBECTL")).orElse("kubectl").split(" "));
  private final Samples samples = new Samples("s");
  private final StringBuilder fleet = new StringBuilder();

  private OnChanges() {}

  static String run(int runs) throws IOException, InterruptedException {
    if (System.getenv("KUBECONFIG") == null) {
      return "KUBECONFIG is not set: nothing is measured on Kubernetes";
    }
    OnChanges measured = new OnChanges();
    measured.plans(runs);
    measured.fleet(200);
    measured.gaps(runs);
    return measured.samples.render() + "\n" + measured.fleet;
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void plans(int runs) throws IOException, InterruptedException {
    PgCluster cluster = small();
    try (BenchNamespace namespace = BenchNamespace.create();
        var clusters = KubernetesPgClusters.connect(namespace.kubeconfig());
        var running = clusters.apply(cluster)) {
      running.await(PATIENCE);
      Path yaml = yaml(String.join("---\n", clusters.export(cluster).yaml().values()));
      try {
        var unused = clusters.plan(cluster);
        diff(namespace, yaml);
        for (int run = 0; run < runs; run++) {
          long start = System.nanoTime();
          if (!clusters.plan(cluster).isEmpty()) {
            throw new IllegalStateException("the plan is not empty");
          }
          samples.add(PLAN, since(start));
          start = System.nanoTime();
          diff(namespace, yaml);
          samples.add(DIFF, since(start));
        }
      } finally {
        Files.delete(yaml);
      }
    }
  }

  private static Path yaml(String text) throws IOException {
    return Files.writeString(Files.createTempFile("objects", ".yaml"), text);
  }

  /** It ends with 1 where it finds a difference: the ConfigMap that keeps the description. */
  private void diff(BenchNamespace namespace, Path yaml) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(kubectl);
    command.addAll(List.of("--kubeconfig", namespace.kubeconfig().toString()));
    command.addAll(List.of("diff", "--server-side", "--force-conflicts", "-f", yaml.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() > 1) {
      throw new IOException("kubectl diff failed");
    }
  }

  private void fleet(int count) throws IOException, InterruptedException {
    try (BenchNamespace namespace = BenchNamespace.create();
        var clusters = KubernetesPgClusters.connect(namespace.kubeconfig())) {
      StringBuilder yaml = new StringBuilder();
      long start = System.nanoTime();
      for (PgCluster cluster : FleetPlan.fleet(count)) {
        clusters.apply(cluster).close();
        if (yaml.length() == 0) {
          yaml.append(String.join("---\n", clusters.export(cluster).yaml().values()));
        }
      }
      fleet.append("%d clusters applied in %.1f s%n%n".formatted(count, since(start)));
      fleet.append("| clusters planned | s | MiB of heap in use |\n|---|---|---|\n");
      fleet
          .append(
              Processes.java(
                  List.of("-Xmx64m"),
                  FleetPlan.class,
                  namespace.kubeconfig().toString(),
                  String.valueOf(count)))
          .append("\n\n");
      Path file = yaml(yaml.toString());
      try {
        start = System.nanoTime();
        for (int i = 0; i < 10; i++) {
          diff(namespace, file);
        }
        fleet.append(
            "kubectl diff of one of them, mean of 10: %.2f s%n".formatted(since(start) / 10));
      } finally {
        Files.delete(file);
      }
    }
  }

  private static PgCluster small() {
    return PgClusterBuilder.named("orders")
        .parameter("shared_buffers", "32MB")
        .primary(p -> p.resources(r -> r.request("cpu", "20m").request("memory", "64Mi")))
        .standbys(s -> s.resources(r -> r.request("cpu", "20m").request("memory", "64Mi")))
        .router(r -> r.resources(q -> q.request("cpu", "20m").request("memory", "64Mi")))
        .build();
  }

  private void gaps(int runs) throws IOException, InterruptedException {
    PgCluster cluster = small();
    try (BenchNamespace namespace = BenchNamespace.create();
        var clusters = KubernetesPgClusters.connect(namespace.kubeconfig());
        var running = clusters.apply(cluster);
        var local = EmbeddedPgClusters.create();
        var server = local.start(PgClusterBuilder.named("peer").standbys(0).build())) {
      running.await(PATIENCE);
      for (int run = 0; run < runs; run++) {
        gap(OWN_RESTART, server, Route.PRIMARY, () -> server.faults().restart("peer-primary-0"));
        gap(
            "writes wait while the primary restarts",
            running,
            Route.ROUTED,
            () -> running.restart(Set.of(Component.PRIMARY), ProgressListener.NONE).close());
        PgCluster updated = cluster.toBuilder().postgres(p -> p.image(runImage())).build();
        gap(
            "writes wait while all servers are updated",
            running,
            Route.ROUTED,
            () -> {
              clusters
                  .apply(clusters.plan(updated), Impact.PRIMARY_RESTART)
                  .await(PATIENCE)
                  .close();
            });
        clusters.apply(clusters.plan(cluster), Impact.PRIMARY_RESTART).await(PATIENCE).close();
      }
    }
  }

  /** The same image by another name: Kubernetes replaces the pods. */
  private static String runImage() {
    return "docker.io/library/postgres:17";
  }

  private void gap(String name, RunningPgCluster cluster, Route route, Runnable change)
      throws InterruptedException {
    try (WriteLoop writes = WriteLoop.start(cluster, route)) {
      change.run();
      samples.add(name, writes.longestWait());
    }
  }
}
