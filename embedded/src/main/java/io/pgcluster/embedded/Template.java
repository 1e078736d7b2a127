package io.pgcluster.embedded;

import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A data folder with everything a new cluster has: roles, databases, extensions, what the setup SQL
 * made, the standbys' slots. Primary and standbys begin as copies of it: same system, same
 * timeline, so standbys stream from the start and need no base backup.
 *
 * @param folder in the cache
 */
record Template(Path folder) {
  private static final String KIND = "templates";
  private static final int KEPT = 16;
  private static final Duration UNUSED = Duration.ofDays(3);

  /** From the cache, or made. */
  static Template of(PgCluster cluster, PostgresHome home, UserCache cache, RunAs runAs) {
    String name = KIND + "/" + TemplateKey.of(cluster, home, cache);
    Path folder =
        cache.get(
            name,
            target -> {
              cache.sweep(KIND, KEPT, UNUSED);
              new TemplateMaker(cluster, home, runAs).make(target);
            });
    return new Template(folder);
  }

  Path data() {
    return folder.resolve("data");
  }

  /** Passwords that were generated are the template's: its verifiers belong to them. */
  ClusterSecrets secrets() {
    return ClusterFolder.readSecrets(folder.resolve("secrets.properties"));
  }
}
