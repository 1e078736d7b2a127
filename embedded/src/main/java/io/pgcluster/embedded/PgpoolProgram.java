package io.pgcluster.embedded;

import io.pgcluster.InvalidSpecException;
import io.pgcluster.PgClusterException;
import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pgpool that is installed.
 *
 * @param program the file
 * @param version such as {@code 4.3}
 */
record PgpoolProgram(Path program, String version) {
  private static final Pattern VERSION = Pattern.compile("version (\\d+\\.\\d+)");

  /** Looked for once. */
  private static final class Found {
    static final Optional<PgpoolProgram> VALUE =
        Programs.find("pgpool")
            .flatMap(
                program ->
                    Programs.output(List.of(program.toString(), "--version"))
                        .map(VERSION::matcher)
                        .filter(Matcher::find)
                        .map(matcher -> new PgpoolProgram(program, matcher.group(1))))
            .filter(pgpool -> PgpoolCatalogue.VERSIONS.contains(pgpool.version()));
  }

  static Optional<PgpoolProgram> installed() {
    return Found.VALUE;
  }

  /** The description with this version in place of its own. */
  PgCluster described(PgCluster cluster) {
    try {
      return cluster.toBuilder().router(router -> router.version(version)).build();
    } catch (InvalidSpecException e) {
      throw new PgClusterException(
          ("cluster %s: cannot be run with pgpool %s, which is installed as %s; install pgpool %s,"
                  + " or leave it out with withoutPgpool(): %s")
              .formatted(
                  cluster.name(), version, program, cluster.router().version(), e.getMessage()),
          e);
    }
  }
}
