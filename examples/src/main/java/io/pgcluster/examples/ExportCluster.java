package io.pgcluster.examples;

import io.pgcluster.credential.SecretSource;
import io.pgcluster.export.ClusterExport;
import io.pgcluster.kubernetes.ExportFolder;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.yaml.PgClusterYaml;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A cluster for other tools: YAML by file, a kustomize base, a Helm 3 chart, JSON. Needs no
 * Kubernetes. The files hold new passwords.
 *
 * @since 0.1
 */
public final class ExportCluster {
  private ExportCluster() {}

  /**
   * Writes them.
   *
   * @param args an empty folder, and the namespace in which the objects are to be
   */
  public static void main(String... args) {
    write(Path.of(args[0]), args[1]);
  }

  static void write(Path folder, String namespace) {
    // tag::export
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).build();
    var secrets = ClusterSecrets.complete(orders, Optional.empty(), SecretSource.strong());
    ClusterExport export = ClusterExport.of(orders, namespace, secrets);
    ExportFolder.write(folder.resolve("yaml"), export.yaml()); // kubectl apply -f yaml
    ExportFolder.write(folder.resolve("base"), export.withoutSecrets().kustomize());
    ExportFolder.write(
        folder.resolve("chart"), export.helm()); // helm install -f chart/secrets.yaml
    System.out.print(export.json(PgClusterYaml.standard()));
    // end::export
  }
}
