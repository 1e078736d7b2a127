package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;

/** Finds the programs that a description asks for, or says what is missing. */
final class Homes {
  private Homes() {}

  static PostgresHome of(PgCluster cluster, Settings settings) {
    int major = cluster.postgres().version();
    PostgresResolver resolver = settings.programs();
    return resolver
        .find(major)
        .orElseThrow(() -> new PgClusterException(missing(cluster.name(), major, resolver)));
  }

  private static String missing(String cluster, int major, PostgresResolver resolver) {
    String known = String.join(", ", resolver.known());
    return ("cluster %s: postgres.version: there is no PostgreSQL %d on this machine for %s; add the"
            + " test or runtime dependency %s in a version %d.x, install PostgreSQL %d, or describe"
            + " another version; there is: %s")
        .formatted(
            cluster,
            major,
            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
            Platform.current().artifact(),
            major,
            major,
            known.isEmpty() ? "none" : known);
  }
}
