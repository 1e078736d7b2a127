package io.pgcluster.embedded;

import io.pgcluster.yaml.PgClusterYaml;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How clusters are run.
 *
 * @param resolver where programs come from; empty for the class path and then what is installed
 * @param cache what is made once; empty for the user's own
 * @param durable whether data outlive the program and a crash of the machine
 * @param firstPort the primary's port, the standbys' follow; 0 for any
 * @param pool whether pgpool is used where it is installed
 * @param form in which descriptions are stored
 */
record Settings(
    Optional<PostgresResolver> resolver,
    Optional<Path> cache,
    boolean durable,
    int firstPort,
    boolean pool,
    PgClusterYaml form) {
  static Settings standard() {
    return new Settings(
        Optional.empty(), Optional.empty(), false, 0, true, PgClusterYaml.standard());
  }

  UserCache userCache() {
    UserCache chosen = new UserCache(cache.orElseGet(UserCache::defaultFolder));
    if (cache.isPresent()) {
      chosen.check();
    }
    return chosen;
  }

  PostgresResolver programs() {
    return resolver.orElseGet(
        () ->
            PostgresResolver.first(
                new ClassPathArchives(userCache()), PostgresResolver.installed()));
  }

  Optional<PgpoolProgram> pgpool() {
    return pool ? PgpoolProgram.installed() : Optional.empty();
  }
}
