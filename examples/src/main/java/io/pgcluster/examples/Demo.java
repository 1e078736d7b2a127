package io.pgcluster.examples;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./demo} runs: a cluster, on this machine or on Kubernetes; the proof that it works; a
 * standby that lags, a primary that dies, another password; and away with all of it.
 *
 * @since 0.1
 */
public final class Demo {
  static final PgCluster CLUSTER =
      PgClusterBuilder.named("demo")
          .primary(p -> p.storage(PvcStorage.size("1Gi")))
          .standbys(s -> s.count(2).storage(PvcStorage.size("1Gi")))
          .build();

  private Demo() {}

  /**
   * Runs it. Exits with 1 when the cluster is not proven to work, or a step does not show what it
   * should.
   *
   * @param args {@code tour} for changes instead of faults; {@code --on embedded}, {@code --on
   *     kubernetes} or {@code --manifests}; {@code --keep} leaves a namespace, {@code --ask} waits
   *     for Enter before all goes
   */
  public static void main(String... args) {
    List<String> options = List.of(args);
    if (options.contains("--manifests")) {
      System.out.print(manifests());
      return;
    }
    boolean ask = options.contains("--ask");
    boolean tour = options.contains("tour");
    try {
      boolean shown =
          options.contains("kubernetes")
              ? DemoOnKubernetes.run(tour, options.contains("--keep"), ask)
              : DemoOnEmbedded.run(tour, ask);
      System.exit(shown ? 0 : 1);
    } catch (PgClusterException | KubernetesClientException | IOException | SQLException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  static String manifests() {
    var secrets = ClusterSecrets.complete(CLUSTER, Optional.empty(), SecretSource.strong());
    return Manifests.of(CLUSTER, "demo", secrets).toYaml();
  }

  /** Waits for Enter. */
  static void ask(String what) throws IOException {
    System.out.println("Until you press Enter, which deletes it all:\n  " + what);
    var unused = System.in.read();
  }
}
