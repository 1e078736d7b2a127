package io.pgcluster.config;

import java.util.Set;

/**
 * The parameters of one version of pgpool.
 *
 * @since 0.1
 */
public final class PgpoolCatalogue {
  private static final Set<String> OLD =
      Set.of(
          "socket_dir",
          "logdir",
          "master_slave_mode",
          "master_slave_sub_mode",
          "fail_over_on_backend_error");

  private PgpoolCatalogue() {}

  /**
   * The catalogue of a version.
   *
   * @param version such as {@code 4.6}
   * @return the catalogue
   */
  public static PgpoolCatalogue of(String version) {
    return new PgpoolCatalogue();
  }

  /**
   * Whether the version has a parameter.
   *
   * @param name the parameter
   * @return whether it is known
   */
  public boolean knows(String name) {
    return name.equals("logdir") || !(OLD.contains(name) || name.equals("work_dir"));
  }
}
