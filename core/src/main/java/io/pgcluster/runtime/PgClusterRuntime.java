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
   * Says what {@code apply} would do to the cluster as it is now, and changes nothing. The plan of
   * a cluster that is as described is empty.
   *
   * @param desired what is wanted
   * @return every change, with what it costs
   */
  Plan plan(PgCluster desired);

  /**
   * Does what a plan says, if the cluster is still as it was then. Returns when everything is
   * written and every restart that it takes is over; a new cluster is not awaited: see {@link
   * RunningPgCluster#await}.
   *
   * @param plan as {@link #plan} made it
   * @param allowed the worst that may be done
   * @param listener told of each object
   * @return the cluster
   * @throws StalePlanException when the cluster has changed meanwhile; nothing is changed then
   * @throws PlanRefusedException when the plan does worse than allowed, or what cannot be done;
   *     nothing is changed then
   */
  RunningPgCluster apply(Plan plan, Impact allowed, ProgressListener listener);

  /**
   * As {@link #apply(Plan, Impact, ProgressListener)}, silently.
   *
   * @param plan as {@link #plan} made it
   * @param allowed the worst that may be done
   * @return the cluster
   */
  default RunningPgCluster apply(Plan plan, Impact allowed) {
    return apply(plan, allowed, ProgressListener.NONE);
  }

  /**
   * Makes the cluster as described, or finishes an earlier attempt; idempotent. Allows all that
   * does not stop writes: up to {@link Impact#STANDBY_RESTART}. Returns when everything is written
   * and every restart that it takes is over; a new cluster is not awaited: see {@link
   * RunningPgCluster#await}.
   *
   * @param cluster what is wanted
   * @param listener told of each object
   * @return the cluster
   * @throws PlanRefusedException when it needs more than that: then {@link #plan} it, and allow it;
   *     nothing is changed then
   * @throws io.pgcluster.PgClusterException when it is refused otherwise; nothing is changed then
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
