package io.pgcluster.benchmarks;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The cluster on the Kubernetes that {@code KUBECONFIG} names: by the library, by kubectl from the
 * same YAML, and its parts by hand, in turn, each in a namespace of its own.
 */
final class OnKubernetes {
  private static final String LIBRARY = "pgcluster, apply + await";
  private static final String PROGRAM = "pgcluster, apply + await, a JVM of its own";
  private static final String KUBECTL = "kubectl apply + kubectl rollout status";
  private static final String VERIFY = "pgcluster, verify";
  private static final String PROVEN = "pgcluster, proven cluster";

  private final Samples samples = new Samples("s");
  private final StringBuilder calls = new StringBuilder();
  private final PgCluster cluster;
  private final List<String> kubectl =
      List.of(
          Optional.ofNullable(System.getenv("PGCLUSTER_E2E_KUBECTL")).orElse("kubectl").split(" "));
  private final Optional<Path> auditLog =
      Optional.ofNullable(System.getenv("PGCLUSTER_E2E_AUDIT_LOG")).map(Path::of);

  private OnKubernetes() {
    cluster = Article.onAnyKubernetes(freePort());
  }

  static String run(int runs) throws IOException, InterruptedException {
    if (System.getenv("KUBECONFIG") == null) {
      return "KUBECONFIG is not set: nothing is measured on Kubernetes";
    }
    OnKubernetes measured = new OnKubernetes();
    // One of each is not counted: it fills caches of nodes, of kubectl, and of this JVM.
    measured.round();
    measured.samples.clear();
    measured.calls.setLength(0);
    for (int run = 0; run < runs; run++) {
      measured.round();
    }
    return measured.render();
  }

  private void round() throws IOException, InterruptedException {
    try (BenchNamespace namespace = BenchNamespace.create()) {
      library(namespace);
    }
    try (BenchNamespace namespace = BenchNamespace.create()) {
      kubectl(namespace);
    }
    try (BenchNamespace namespace = BenchNamespace.create()) {
      program(namespace);
    }
    try (BenchNamespace namespace = BenchNamespace.create()) {
      new Parts(namespace, cluster.postgres().image().reference()).measure(samples);
    }
  }

  private void library(BenchNamespace namespace) throws IOException {
    Optional<AuditLog> log = log(namespace);
    long start = System.nanoTime();
    try (var clusters = KubernetesPgClusters.connect(namespace.kubeconfig());
        var running = clusters.apply(cluster)) {
      double applied = since(start);
      running.await(ApplyAndAwait.PATIENCE);
      double ready = since(start);
      String made = log.isPresent() ? counts(log.get().calls()) : "";
      VerifyReport report = running.verify();
      double proven = since(start);
      if (!report.ok()) {
        throw new IllegalStateException(report.render());
      }
      samples.add("pgcluster, apply", applied);
      samples.add(LIBRARY, ready);
      samples.add(VERIFY, proven - ready);
      samples.add(PROVEN, proven);
      calls.append("pgcluster: ").append(made).append('\n');
    }
  }

  private void program(BenchNamespace namespace) throws IOException, InterruptedException {
    long start = System.nanoTime();
    var unused =
        Processes.java(
            ApplyAndAwait.class,
            namespace.kubeconfig().toString(),
            String.valueOf(cluster.router().service().nodePort().orElseThrow()));
    samples.add(PROGRAM, since(start));
  }

  private void kubectl(BenchNamespace namespace) throws IOException, InterruptedException {
    Path yaml = Files.createTempFile("cluster", ".yaml");
    try {
      Files.writeString(
          yaml, Manifests.of(cluster, namespace.name(), SecretsFile.make(cluster)).toYaml());
      Optional<AuditLog> log = log(namespace);
      long start = System.nanoTime();
      kubectl(namespace, "apply", "--server-side", "-f", yaml.toString());
      samples.add("kubectl apply", since(start));
      kubectl(
          namespace, "rollout", "status", "statefulset,deployment", "-l", "pgcluster.io/cluster");
      samples.add(KUBECTL, since(start));
      calls.append("kubectl: ").append(log.isPresent() ? counts(log.get().calls()) : "");
      calls.append('\n');
    } finally {
      Files.delete(yaml);
    }
  }

  private void kubectl(BenchNamespace namespace, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(kubectl);
    command.addAll(List.of("--kubeconfig", namespace.kubeconfig().toString()));
    command.addAll(List.of(words));
    var unused = Processes.run(command);
  }

  private Optional<AuditLog> log(BenchNamespace namespace) throws IOException {
    return auditLog.isPresent()
        ? Optional.of(new AuditLog(auditLog.get(), namespace.account()))
        : Optional.empty();
  }

  private String counts(Map<String, Integer> calls) {
    int all = calls.values().stream().mapToInt(Integer::intValue).sum();
    int objects = Manifests.of(cluster, "db", SecretsFile.make(cluster)).list().size();
    int applied =
        calls.entrySet().stream()
            .filter(e -> e.getKey().startsWith("patch "))
            .mapToInt(Map.Entry::getValue)
            .sum();
    return "%d objects, %d applied, %d other calls: %s"
        .formatted(
            objects,
            applied,
            all - applied,
            calls.entrySet().stream()
                .filter(e -> !e.getKey().startsWith("patch "))
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", ")));
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** The article's, unless somebody else has it. */
  private static int freePort() {
    try (KubernetesClient client = new KubernetesClientBuilder().build()) {
      Set<Integer> taken =
          client.services().inAnyNamespace().list().getItems().stream()
              .flatMap(s -> s.getSpec().getPorts().stream())
              .map(p -> p.getNodePort())
              .filter(p -> p != null)
              .collect(Collectors.toSet());
      int port = 30435;
      while (taken.contains(port)) {
        port++;
      }
      return port;
    }
  }

  private String render() {
    double parts = samples.median(Parts.PRIMARY) + samples.median(Parts.STANDBY);
    return samples.render()
        + "\nkubectl / pgcluster, apply + await: %.2f; with a JVM of its own: %.2f\n"
            .formatted(samples.ratio(KUBECTL, LIBRARY), samples.ratio(KUBECTL, PROGRAM))
        + "proven cluster / the two pods one after the other (%.2f s): %.2f\n\n"
            .formatted(parts, samples.median(PROVEN) / parts)
        + calls.toString().lines().distinct().collect(Collectors.joining("\n"));
  }
}
