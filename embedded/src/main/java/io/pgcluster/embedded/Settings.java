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
 * @param ownForm in which descriptions are stored; empty for the standard one
 */
record Settings(
    Optional<PostgresResolver> resolver,
    Optional<Path> cache,
    boolean durable,
    int firstPort,
    boolean pool,
    Optional<PgClusterYaml> ownForm) {
  static Settings standard() {
    return new Settings(Optional.empty(), Optional.empty(), false, 0, true, Optional.empty());
  }

  /** Made when it is first needed, as that takes long. */
  private static final class Standard {
    static final PgClusterYaml FORM = PgClusterYaml.standard();
  }

  PgClusterYaml form() {
    return ownForm.orElseGet(() -> Standard.FORM);
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
