package io.pgcluster.image;

import java.util.List;
import java.util.Set;

/**
 * What the generated pods rely on inside an image.
 *
 * @param name the contract's name in the YAML form: {@code official-postgres}, {@code
 *     official-pgpool}, {@code debian-pgpool}, {@code own}
 * @param uid the numeric user the container runs as (never 0)
 * @param gid the numeric group, also the pod's fsGroup
 * @param programDirectory where the programs are, put in front of {@code PATH}; empty when {@code
 *     PATH} has them
 * @param programs the programs the image has, by their base names
 * @since 0.1
 */
public record ImageContract(
    String name, long uid, long gid, String programDirectory, Set<String> programs) {

  /** The official {@code postgres} image (Debian): user 999, programs in its {@code PATH}. */
  public static final ImageContract OFFICIAL_POSTGRES =
      new ImageContract(
          "official-postgres",
          999,
          999,
          "",
          Set.of(
              "initdb", "postgres", "pg_basebackup", "pg_ctl", "psql", "pg_isready", "sh", "bash"));

  /** The official {@code pgpool/pgpool} image: user 70, programs in {@code /opt/pgpool-II/bin}. */
  public static final ImageContract OFFICIAL_PGPOOL =
      new ImageContract("official-pgpool", 70, 70, "/opt/pgpool-II/bin", Set.of("pgpool", "sh"));

  /**
   * Debian's package {@code pgpool2}, as {@code images/debian-pgpool} installs it: user 999,
   * programs in {@code /usr/sbin}.
   */
  public static final ImageContract DEBIAN_PGPOOL =
      new ImageContract("debian-pgpool", 999, 999, "/usr/sbin", Set.of("pgpool", "sh", "bash"));

  /** Keeps its own copy of the set. */
  public ImageContract {
    programs = Set.copyOf(programs);
  }

  /**
   * The contract of an image of one's own. An image for PostgreSQL has {@code initdb}, {@code
   * postgres}, {@code pg_basebackup}, {@code pg_ctl}, {@code psql} and {@code pg_isready}, one for
   * the router has {@code pgpool}; both have {@code sh} or {@code bash}.
   *
   * @param uid the numeric user the container runs as (never 0)
   * @param gid the numeric group
   * @param programDirectory where the programs are; empty when {@code PATH} has them
   * @param programs the programs the image has, by their base names
   * @return named {@code own}
   */
  public static ImageContract own(long uid, long gid, String programDirectory, String... programs) {
    return new ImageContract("own", uid, gid, programDirectory, Set.copyOf(List.of(programs)));
  }

  /**
   * Crunchy's image {@code crunchy-postgres}: user 26, programs in {@code /usr/pgsql-…/bin}. Its
   * own scripts and {@code PG_MODE} are not used: the library's run its programs.
   *
   * @param major PostgreSQL's version in the image
   * @return named {@code own}
   */
  public static ImageContract crunchyPostgres(int major) {
    return own(
        26,
        26,
        "/usr/pgsql-" + major + "/bin",
        "initdb",
        "postgres",
        "pg_basebackup",
        "pg_ctl",
        "psql",
        "pg_isready",
        "sh",
        "bash");
  }
}
