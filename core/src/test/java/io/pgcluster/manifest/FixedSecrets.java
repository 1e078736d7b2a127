package io.pgcluster.manifest;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.spec.PgCluster;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Secrets that are the same in each run, for golden files and benchmarks. */
public final class FixedSecrets implements SecretSource {
  private int made;

  /**
   * All secrets of a cluster.
   *
   * @param cluster the description
   * @return the same for the same description
   */
  public static ClusterSecrets of(PgCluster cluster) {
    return ClusterSecrets.complete(cluster, Optional.empty(), new FixedSecrets());
  }

  @Override
  public Password password() {
    made++;
    return Password.of("not-a-secret-" + made);
  }

  @Override
  public byte[] salt() {
    return "salt-of-16-bytes".getBytes(StandardCharsets.US_ASCII);
  }
}
