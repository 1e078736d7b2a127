package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * A cluster that serves an application, and processes that change it and are killed (SIGKILL) after
 * each API call and each SQL statement in turn. The system property {@code pgcluster.e2e.every}
 * says that only every so many points are tried, and 1 tries all of them.
 */
final class Interruption {
  static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A prime to no number of calls, so that runs of other programs try other points. */
  private static final int EVERY = Integer.getInteger("pgcluster.e2e.every", 61);

  private final TestNamespace namespace;
  private final Path folder;
  private final Supplier<PgCluster> described;
  private final KubernetesPgClusters clusters;
  private final TunnelProxy proxy;
  private final Path kubeconfig;
  private final AcknowledgedWriter writer;

  /** Starts the cluster, and an application that writes. */
  Interruption(TestNamespace namespace, Path folder, Supplier<PgCluster> described)
      throws Exception {
    this(namespace, KubernetesPgClusters.requiredRole(), folder, described);
  }

  /** The same by a user with other rights. */
  Interruption(TestNamespace namespace, Role role, Path folder, Supplier<PgCluster> described)
      throws Exception {
    this.namespace = namespace;
    this.folder = folder;
    this.described = described;
    var user = namespace.userWith("sdk", role);
    this.clusters = TestNamespace.clusters(user);
    this.proxy = new TunnelProxy(user);
    this.kubeconfig = proxy.kubeconfig(folder);
    this.writer = AcknowledgedWriter.start(clusters.apply(described.get()).await(PATIENCE));
  }

  /** Of that user. */
  KubernetesPgClusters clusters() {
    return clusters;
  }

  /** As another process finds it. */
  RunningPgCluster found() {
    return clusters.find(described.get().name()).orElseThrow();
  }

  /** What is done, and what has to hold when it was done. */
  interface Operation {
    /** For a process; differs from the last one, so that there is something to do. */
    String[] action(int round) throws Exception;

    /** By another process, after the first one died. */
    void finish(int round) throws Exception;
  }

  /** To the description of a round. */
  Operation change(IntFunction<PgClusterBuilder> wanted) {
    return new Operation() {
      @Override
      public String[] action(int round) throws Exception {
        return new String[] {"change", file(wanted.apply(round).build()).toString()};
      }

      @Override
      public void finish(int round) {
        apply(wanted.apply(round).build());
      }
    };
  }

  /** With a description, for a process to read. */
  Path file(PgCluster cluster) throws Exception {
    Path file = Files.createTempFile(folder, "wanted", ".yaml");
    return Files.writeString(file, TestNamespace.YAML.write(cluster));
  }

  /** Whatever it costs, after which there is nothing to change. */
  void apply(PgCluster cluster) {
    clusters.apply(clusters.plan(cluster), Impact.PRIMARY_RESTART).await(PATIENCE).close();
    assertThat(clusters.plan(cluster).render()).contains("nothing to change");
  }

  /** Does it once undisturbed, and once for each point that is tried; then all is as before. */
  void run(String title, Operation operation) throws Exception {
    int all = uninterrupted(operation.action(0));
    operation.finish(0);
    List<Integer> tried = new ArrayList<>();
    // From the middle of the first so many on: the very first call says little.
    for (int point = Math.min((EVERY + 1) / 2, all); point <= all; point += EVERY) {
      int round = tried.size() + 1;
      try (SdkProcess process = child(operation.action(round))) {
        process.awaitReady();
        proxy.kill(process.process(), point);
        // Where it finds something done, it may need fewer calls.
        int exit = process.go().exit();
        assertThat(exit)
            .as("%s at %d of %s", process, point, proxy.points())
            .isIn(SdkProcess.KILLED, 0);
      }
      operation.finish(round);
      assertServes();
      tried.add(point);
    }
    apply(described.get());
    System.out.printf("%s: killed at %d of %d points%n", title, tried.size(), all);
  }

  /** How many calls and statements it makes when nobody kills it. */
  private int uninterrupted(String... action) throws Exception {
    try (SdkProcess process = child(action)) {
      process.awaitReady();
      proxy.kill(process.process(), Integer.MAX_VALUE);
      process.go().succeed();
      return proxy.points().size();
    }
  }

  private void assertServes() throws Exception {
    writer.awaitMore();
    try (RunningPgCluster running = found()) {
      for (Route route : Route.values()) {
        assertThat(Sql.value(running.connection(route, "app"), "SELECT 1")).isEqualTo("1");
      }
    }
  }

  private SdkProcess child(String... action) throws Exception {
    return SdkProcess.start(folder, kubeconfig, namespace.name(), action);
  }

  /** Looks for every row that was acknowledged. */
  void end() throws Exception {
    try {
      writer.awaitMore();
      writer.assertNothingIsLost();
    } finally {
      proxy.close();
    }
  }
}
