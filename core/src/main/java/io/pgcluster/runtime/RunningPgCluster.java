package io.pgcluster.runtime;

import io.pgcluster.spec.PgCluster;
import java.time.Duration;

/**
 * A cluster that exists. A handle, not a lock: others may change the cluster meanwhile.
 * Thread-safe. Closing it closes port-forwards and the like that it opened, not the cluster.
 *
 * @since 0.1
 */
public interface RunningPgCluster extends AutoCloseable {
  /**
   * The description it was last applied with, without passwords.
   *
   * @return the stored description
   */
  PgCluster spec();

  /**
   * Waits until every instance and router is ready.
   *
   * @param timeout how long at most
   * @param listener told what happens meanwhile
   * @return this
   * @throws io.pgcluster.PgClusterException when time runs out (it says what was still missing) or
   *     the thread is interrupted (the interrupt flag is set again)
   */
  RunningPgCluster await(Duration timeout, ProgressListener listener);

  /**
   * As {@link #await(Duration, ProgressListener)}, silently.
   *
   * @param timeout how long at most
   * @return this
   */
  default RunningPgCluster await(Duration timeout) {
    return await(timeout, ProgressListener.NONE);
  }

  /**
   * What is there now.
   *
   * @return a snapshot
   */
  ClusterStatus status();

  /**
   * The primary and its standbys as the primary sees them: roles, positions in the log, lag.
   *
   * @return a snapshot
   * @throws io.pgcluster.PgClusterException when the primary does not answer
   */
  ReplicationStatus replication();

  /**
   * Proves in SQL that the cluster does what it is for.
   *
   * @return what was shown; failed checks are in it, not thrown
   */
  VerifyReport verify();

  /**
   * How to connect to the cluster's first database, from where this program runs.
   *
   * @param route which address to take
   * @param role a role of the description
   * @return an address and credentials
   */
  default ConnectionInfo connection(Route route, String role) {
    return connection(route, role, spec().defaultDatabase());
  }

  /**
   * How to connect, from where this program runs.
   *
   * @param route which address to take
   * @param role a role of the description
   * @param database which database
   * @return an address and credentials
   */
  ConnectionInfo connection(Route route, String role, String database);

  /**
   * Faults made on purpose, for tests.
   *
   * @return of this cluster
   */
  PgFaults faults();

  /**
   * Deletes the cluster and leaves nothing behind but what the policy keeps.
   *
   * @param policy what becomes of the volumes
   * @param listener told of each object
   */
  void delete(DeletePolicy policy, ProgressListener listener);

  /**
   * As {@link #delete(DeletePolicy, ProgressListener)}, silently.
   *
   * @param policy what becomes of the volumes
   */
  default void delete(DeletePolicy policy) {
    delete(policy, ProgressListener.NONE);
  }

  @Override
  void close();
}
