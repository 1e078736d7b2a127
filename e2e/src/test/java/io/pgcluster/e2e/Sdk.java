package io.pgcluster.e2e;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.StalePlanException;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A program of a user of the library, run as a process of its own: {@code Sdk KUBECONFIG NAMESPACE
 * apply FILE}, or {@code … change FILE}, or {@code … watch FILE}, or {@code … rotate NAME ROLE}, or
 * {@code … delete NAME}, or {@code … look NAME}. It waits for a line before its first call, so that
 * it can be started ahead of time.
 */
final class Sdk {
  private Sdk() {}

  public static void main(String[] args) throws Exception {
    try (KubernetesPgClusters clusters =
        KubernetesPgClusters.connect(Path.of(args[0]))
            .inNamespace(args[1])
            .reading(TestNamespace.YAML)) {
      switch (args[2]) {
        case "apply" -> apply(clusters, Path.of(args[3]));
        case "change" -> change(clusters, Path.of(args[3]));
        case "watch" -> watch(clusters, Path.of(args[3]));
        case "rotate" -> rotate(clusters, args[3], args[4]);
        case "remove" -> remove(clusters, args[3], args[4]);
        case "delete" -> delete(clusters, args[3]);
        case "look" -> look(clusters, args[3]);
        default -> throw new IllegalArgumentException(args[2]);
      }
    }
  }

  private static void apply(KubernetesPgClusters clusters, Path file) throws Exception {
    PgCluster cluster = TestNamespace.YAML.read(Files.readString(file));
    awaitLine();
    clusters.apply(cluster).close();
  }

  /** Whatever it costs, and whatever others did since it was planned. */
  private static void change(KubernetesPgClusters clusters, Path file) throws Exception {
    PgCluster cluster = TestNamespace.YAML.read(Files.readString(file));
    awaitLine();
    while (true) {
      try {
        clusters.apply(clusters.plan(cluster), Impact.PRIMARY_RESTART).close();
        return;
      } catch (StalePlanException othersWereFaster) {
        System.out.println(othersWereFaster.getMessage());
      }
    }
  }

  /** Until the cluster is as described. */
  private static void watch(KubernetesPgClusters clusters, Path file) throws Exception {
    PgCluster cluster = TestNamespace.YAML.read(Files.readString(file));
    awaitLine();
    try (ClusterWatch watch = clusters.watch(cluster)) {
      if (!watch.await(ClusterWatch.State.AS_DESCRIBED, Duration.ofMinutes(1))) {
        throw new IllegalStateException(watch.last().toString());
      }
    }
  }

  private static void rotate(KubernetesPgClusters clusters, String name, String role)
      throws Exception {
    awaitLine();
    try (RunningPgCluster cluster = clusters.find(name).orElseThrow()) {
      cluster.rotatePassword(role);
    }
  }

  /** A database and the role that owns it, of the same name. */
  private static void remove(KubernetesPgClusters clusters, String name, String both)
      throws Exception {
    awaitLine();
    try (RunningPgCluster cluster = clusters.find(name).orElseThrow();
        RunningPgCluster without = cluster.removeDatabase(both, ProgressListener.NONE)) {
      without.removeRole(both).close();
    }
  }

  private static void delete(KubernetesPgClusters clusters, String name) throws Exception {
    awaitLine();
    try (RunningPgCluster cluster = clusters.find(name).orElseThrow()) {
      cluster.delete(DeletePolicy.DELETE_VOLUMES);
    }
  }

  /** What a second process sees of a cluster that it knows by name alone. */
  private static void look(KubernetesPgClusters clusters, String name) throws Exception {
    awaitLine();
    System.out.println("list=" + clusters.list());
    try (RunningPgCluster cluster = clusters.find(name).orElseThrow()) {
      System.out.println("phase=" + cluster.status().phase());
      System.out.println("spec=" + cluster.spec().defaultDatabase());
      System.out.println("proven=" + cluster.verify().ok());
      System.out.println(
          "reads="
              + Sql.value(
                  cluster.connection(Route.ROUTED, firstRole(cluster)),
                  "SELECT current_database()"));
    }
  }

  private static String firstRole(RunningPgCluster cluster) {
    return cluster.spec().access().roles().get(0).name();
  }

  private static void awaitLine() throws Exception {
    System.out.println("ready");
    System.out.flush();
    int read = System.in.read();
    if (read < 0) {
      throw new IllegalStateException("nobody wants this any more");
    }
  }
}
