package io.pgcluster.examples;

import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.Optional;

/**
 * The Kubernetes objects of a cluster as YAML, for review, for GitOps, or for {@code kubectl apply
 * --server-side -f -}. Needs no Kubernetes. The output holds new passwords.
 *
 * @since 0.1
 */
public final class ManifestsOnly {
  private ManifestsOnly() {}

  /**
   * Prints them.
   *
   * @param args the namespace in which they are to be
   */
  public static void main(String... args) {
    System.out.print(yaml(args[0]));
  }

  static String yaml(String namespace) {
    // tag::manifests
    PgCluster orders = PgClusterBuilder.named("orders").standbys(2).build();
    var secrets = ClusterSecrets.complete(orders, Optional.empty(), SecretSource.strong());
    return Manifests.of(orders, namespace, secrets).toYaml();
    // end::manifests
  }
}
