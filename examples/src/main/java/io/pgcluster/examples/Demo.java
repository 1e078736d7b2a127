package io.pgcluster.examples;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./demo} runs: a cluster in a namespace of its own, growing; the proof that it works;
 * how to connect; and away with all of it.
 *
 * @since 0.1
 */
public final class Demo {
  private static final String ROLE = "app";
  private static final PgCluster CLUSTER =
      PgClusterBuilder.named("demo")
          .primary(p -> p.storage(PvcStorage.size("1Gi")))
          .standbys(s -> s.count(2).storage(PvcStorage.size("1Gi")))
          .build();

  private final KubernetesClient client;
  private final boolean keep;
  private final boolean ask;

  private Demo(KubernetesClient client, List<String> options) {
    this.client = client;
    this.keep = options.contains("--keep");
    this.ask = options.contains("--ask");
  }

  /**
   * Runs it on the Kubernetes that {@code KUBECONFIG} names. Exits with 1 when the cluster is not
   * proven to work.
   *
   * @param args {@code --keep} leaves everything, {@code --ask} waits for Enter before it goes
   */
  public static void main(String... args) {
    String kubeconfig = System.getenv("KUBECONFIG");
    if (kubeconfig == null || kubeconfig.isBlank()) {
      System.err.println(
          "demo: KUBECONFIG is not set, so there is no Kubernetes to run on."
              + " This is what one would be given:");
      System.out.print(manifests());
      return;
    }
    var config = new ConfigBuilder().withRequestRetryBackoffLimit(0).build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      boolean proven = new Demo(client, List.of(args)).run();
      System.exit(proven ? 0 : 1);
    } catch (PgClusterException | KubernetesClientException | IOException e) {
      System.err.println("demo: " + e.getMessage());
      System.exit(1);
    }
  }

  static String manifests() {
    var secrets = ClusterSecrets.complete(CLUSTER, Optional.empty(), SecretSource.strong());
    return Manifests.of(CLUSTER, "demo", secrets).toYaml();
  }

  private boolean run() throws IOException {
    try (DemoNamespace namespace = DemoNamespace.create(client, keep);
        var clusters = KubernetesPgClusters.using(client).inNamespace(namespace.name())) {
      System.out.println(CLUSTER + "\n" + clusters);
      var progress = ConsoleProgress.create();
      try (var running = clusters.apply(CLUSTER, progress)) {
        running.await(Duration.ofMinutes(10), progress);
        VerifyReport proof = running.verify();
        System.out.println("\n" + proof.render());
        System.out.println(connecting(namespace.name()));
        if (!keep) {
          if (ask) {
            String url = running.connection(Route.ROUTED, ROLE).jdbcUrl();
            System.out.println("and until you press Enter, which deletes it all\n  " + url);
            var unused = System.in.read();
          }
          running.delete(DeletePolicy.DELETE_VOLUMES, ConsoleProgress.create());
        }
        return proof.ok();
      }
    }
  }

  private static String connecting(String namespace) {
    ObjectNames names = new ObjectNames(CLUSTER.name());
    return """
        To connect as %1$s, whose password this prints
          kubectl -n %2$s get secret %3$s -o go-template='{{index .data "password.%1$s" | base64decode}}'
        from a pod of the namespace
          kubectl -n %2$s exec -it %4$s -- psql -h %5$s -U %1$s %6$s
        from this machine
          kubectl -n %2$s port-forward service/%5$s 5432
          psql -h localhost -U %1$s %6$s
        """
        .formatted(
            ROLE,
            namespace,
            names.credentials(),
            names.primaryPod(),
            names.router(),
            CLUSTER.defaultDatabase());
  }
}
