package io.pgcluster.examples;

import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A cluster from a file, such as {@code orders.yaml} beside this module's pom. Run again after a
 * change of the file, it makes the cluster as described now.
 *
 * @since 0.1
 */
public final class FromYaml {
  private FromYaml() {}

  /**
   * Applies it, waits until it works, and leaves it.
   *
   * @param args the file, and the namespace, which has to exist
   * @throws IOException if the file cannot be read
   */
  public static void main(String... args) throws IOException {
    Path file = Path.of(args[0]);
    String namespace = args[1];
    var progress = ConsoleProgress.create();
    // tag::from-yaml
    PgCluster cluster = PgClusterYaml.standard().read(Files.readString(file));
    try (var clusters = KubernetesPgClusters.connect().inNamespace(namespace);
        var running = clusters.apply(cluster, progress)) {
      running.await(Duration.ofMinutes(5), progress);
    }
    // end::from-yaml
  }
}
