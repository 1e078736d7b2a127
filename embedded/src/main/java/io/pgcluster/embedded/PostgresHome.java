package io.pgcluster.embedded;

import java.nio.file.Path;

/**
 * Where the programs of a PostgreSQL are.
 *
 * @param programs the folder with {@code initdb} and {@code postgres}; the servers' user can read
 *     it
 * @param version as {@code postgres --version} says, such as {@code 17.11}
 * @since 0.1
 */
public record PostgresHome(Path programs, String version) {
  Path program(String name) {
    return programs.resolve(name);
  }

  int major() {
    return Integer.parseInt(version.replaceFirst("[^0-9].*", ""));
  }
}
