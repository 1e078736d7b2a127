package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.PgClusterRuntime;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where tests' clusters run.
 *
 * @param kubernetes else on this machine
 * @param namespace of Kubernetes; empty for that of the kubeconfig
 */
record TestRuntime(boolean kubernetes, String namespace) {
  static final String RUNTIME = "pgcluster.test.runtime";
  static final String NAMESPACE = "pgcluster.test.namespace";

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** As the parameters say. */
  static TestRuntime chosen(Function<String, Optional<String>> parameters) {
    String runtime = parameters.apply(RUNTIME).orElse("embedded");
    return switch (runtime) {
      case "embedded" -> new TestRuntime(false, "");
      case "kubernetes" -> new TestRuntime(true, parameters.apply(NAMESPACE).orElse(""));
      default ->
          throw new PgClusterException(
              "%s: \"%s\" is no runtime; give embedded or kubernetes".formatted(RUNTIME, runtime));
    };
  }

  /** As the system properties say. */
  static TestRuntime chosen() {
    return chosen(name -> Optional.ofNullable(System.getProperty(name)));
  }

  Started start(PgCluster cluster) {
    if (!kubernetes) {
      PgClusterRuntime clusters = Local.CLUSTERS;
      RunningPgCluster running = Local.CLUSTERS.start(cluster);
      return new Started(clusters, running, running::close);
    }
    try {
      return OnKubernetes.start(cluster, namespace);
    } catch (NoClassDefFoundError e) {
      throw new PgClusterException(
          "%s=kubernetes: the artifact io.pgcluster:pgcluster-k8s-adapter is not on the class path (%s); add it to the test's dependencies"
              .formatted(RUNTIME, e.getMessage()),
          e);
    }
  }

  /**
   * A cluster of a test.
   *
   * @param end ends it, and all of it
   */
  record Started(PgClusterRuntime clusters, RunningPgCluster running, Runnable end) {}

  /** Made when the first cluster is. */
  private static final class Local {
    static final EmbeddedPgClusters CLUSTERS = EmbeddedPgClusters.create();
  }

  /** Apart, so that its classes are loaded only when they are needed. */
  private static final class OnKubernetes {
    static Started start(PgCluster cluster, String namespace) {
      KubernetesPgClusters connected = KubernetesPgClusters.connect();
      KubernetesPgClusters clusters =
          namespace.isEmpty() ? connected : connected.inNamespace(namespace);
      RunningPgCluster running = clusters.apply(cluster);
      Runnable end =
          () -> {
            try (clusters;
                running) {
              running.delete(DeletePolicy.DELETE_VOLUMES);
            }
          };
      boolean ready = false;
      try {
        running.await(PATIENCE);
        ready = true;
      } finally {
        if (!ready) {
          end.run();
        }
      }
      return new Started(clusters, running, end);
    }
  }
}
