package io.pgcluster.runtime;

import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Optional;

/**
 * Makes clusters run somewhere. Thread-safe. Closing it closes what it opened itself, not the
 * clusters.
 *
 * @since 0.1
 */
public interface PgClusterRuntime extends AutoCloseable {
  /**
   * Asks whether a cluster could be applied, and changes nothing.
   *
   * @param cluster what is wanted
   * @return problems, which {@code apply} would refuse, and warnings
   */
  PreflightReport preflight(PgCluster cluster);

  /**
   * Makes the cluster as described, or finishes an earlier attempt; idempotent. Returns when
   * everything is written, not when it works: see {@link RunningPgCluster#await}.
   *
   * @param cluster what is wanted
   * @param listener told of each object
   * @return the cluster
   * @throws io.pgcluster.PgClusterException when it is refused; nothing is changed then
   */
  RunningPgCluster apply(PgCluster cluster, ProgressListener listener);

  /**
   * As {@link #apply(PgCluster, ProgressListener)}, silently.
   *
   * @param cluster what is wanted
   * @return the cluster
   */
  default RunningPgCluster apply(PgCluster cluster) {
    return apply(cluster, ProgressListener.NONE);
  }

  /**
   * A cluster that this or another process applied.
   *
   * @param name its name
   * @return empty when there is none
   */
  Optional<RunningPgCluster> find(String name);

  /**
   * The clusters there are, by name.
   *
   * @return their names and sizes, sorted by name
   */
  List<ClusterSummary> list();

  @Override
  void close();
}
