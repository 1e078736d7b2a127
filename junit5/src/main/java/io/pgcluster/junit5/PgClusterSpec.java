package io.pgcluster.junit5;

import io.pgcluster.spec.PgClusterBuilder;

/**
 * Describes more of a cluster than {@link PgClusterTest} has attributes for. A class named there
 * needs a constructor without parameters.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PgClusterSpec {
  /**
   * Changes the description.
   *
   * @param cluster what the attributes say
   * @return what is wanted; its name is replaced by one of the extension's
   */
  PgClusterBuilder customize(PgClusterBuilder cluster);

  /** Leaves it as the attributes say. */
  final class AsIs implements PgClusterSpec {
    /** Stands for no change. */
    public AsIs() {}

    @Override
    public PgClusterBuilder customize(PgClusterBuilder cluster) {
      return cluster;
    }
  }
}
