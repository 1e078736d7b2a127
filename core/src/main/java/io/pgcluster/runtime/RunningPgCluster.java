package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

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
   * @param role a role of the description; of one that others act as, who logs in for it is in the
   *     answer
   * @param database which database
   * @return an address and credentials
   */
  ConnectionInfo connection(Route route, String role, String database);

  /**
   * Gives the cluster another number of standbys, and waits until it has them: new ones clone the
   * primary; of those that go (the last ones) the slots on the primary go too. Doing it again
   * finishes what was not finished.
   *
   * @param standbys how many
   * @param claims whether the claims of those that go, with their copies of the data, are kept for
   *     when they come back; on one machine they always go
   * @param listener told of each object
   * @return the cluster as it is then; this handle still shows the former description
   * @throws PlanRefusedException when the primary would have to be restarted for it, as its {@code
   *     max_wal_senders} or {@code max_replication_slots} are too few: plan that with {@link
   *     PgClusterRuntime#plan}
   */
  RunningPgCluster scale(int standbys, DeletePolicy claims, ProgressListener listener);

  /**
   * As {@link #scale(int, DeletePolicy, ProgressListener)}, silently, keeping claims.
   *
   * @param standbys how many
   * @return the cluster as it is then
   */
  default RunningPgCluster scale(int standbys) {
    return scale(standbys, DeletePolicy.KEEP_VOLUMES, ProgressListener.NONE);
  }

  /**
   * Restarts members one after the other, standbys first and the primary last, and waits until they
   * are ready. While the primary restarts, writes wait and its sessions end.
   *
   * @param which of the members
   * @param listener told of each object
   * @return the cluster as it is then
   */
  RunningPgCluster restart(Set<ClusterStatus.Component> which, ProgressListener listener);

  /**
   * As {@link #restart(Set, ProgressListener)}, silently, of all members.
   *
   * @return the cluster as it is then
   */
  default RunningPgCluster restart() {
    return restart(EnumSet.allOf(ClusterStatus.Component.class), ProgressListener.NONE);
  }

  /**
   * Stops every member and keeps all else: volumes, passwords, addresses. {@link #resume} starts
   * them again, from this handle, another, or another program's.
   *
   * @param listener told of each object
   * @return the cluster as it is then
   * @throws io.pgcluster.PgClusterException also where a cluster cannot be paused: on one machine
   */
  RunningPgCluster pause(ProgressListener listener);

  /**
   * Starts a paused cluster again and waits until it is ready; else does nothing.
   *
   * @param listener told of each object
   * @return the cluster as it is then
   */
  RunningPgCluster resume(ProgressListener listener);

  /**
   * Gives a role another password in every place that knows it, as one change: the role itself, by
   * a verifier that is made here, so the server's log never sees the password; every standby; the
   * routers' pool_passwd; for the replication role the standbys' own logins; and what {@link
   * #connection} answers. Sessions go on. New logins wait while the places change over: at every
   * moment one of the two passwords is taken, by every route, and never both refused. At the end a
   * login with each of them is tried everywhere.
   *
   * <p>Doing it again finishes what an earlier call, of any process, did not; so does {@link
   * PgClusterRuntime#apply}.
   *
   * @param role a role of the description that logs in: an application's, the replication role or
   *     the superuser; of one that others act as, it is the password of who logs in for it
   * @param options which password, and how long servers may take to answer at first
   * @param listener told of each place
   * @return what was seen
   * @throws io.pgcluster.PgClusterException when it could not be done; the message says which of
   *     the two passwords is in force then
   */
  RotationReport rotatePassword(String role, RotationOptions options, ProgressListener listener);

  /**
   * As {@link #rotatePassword(String, RotationOptions, ProgressListener)}, silently, to a generated
   * password.
   *
   * @param role a role that logs in
   * @return what was seen
   */
  default RotationReport rotatePassword(String role) {
    return rotatePassword(role, RotationOptions.STANDARD, ProgressListener.NONE);
  }

  /**
   * Removes a role: from the description, from the routers, and from PostgreSQL. Leaving a role out
   * of a description alone removes nothing.
   *
   * @param role its name; also one that is not described any more
   * @param owned what becomes of what it owns
   * @param listener told of what changes
   * @return the cluster as it is described now
   * @throws PgClusterException if the cluster needs the role, or it owns something and that is to
   *     be refused: then nothing is changed
   */
  RunningPgCluster removeRole(String role, OwnedObjects owned, ProgressListener listener);

  /**
   * The same, refused while the role owns something.
   *
   * @param role its name
   * @return the cluster as it is described now
   */
  default RunningPgCluster removeRole(String role) {
    return removeRole(role, OwnedObjects.REFUSE, ProgressListener.NONE);
  }

  /**
   * Removes a database and all data in it: from the description and from PostgreSQL. Leaving a
   * database out of a description alone removes nothing.
   *
   * @param database its name; also one that is not described any more
   * @param listener told of what changes
   * @return the cluster as it is described now
   */
  RunningPgCluster removeDatabase(String database, ProgressListener listener);

  /**
   * Removes an extension, a grant or a publication: from the description and from PostgreSQL.
   *
   * @param object what, and in which database; also one that is not described any more
   * @param listener told of what changes
   * @return the cluster as it is described now
   * @throws PgClusterException if PostgreSQL refuses it, as something else needs it: then nothing
   *     is changed
   */
  RunningPgCluster remove(DatabaseObject object, ProgressListener listener);

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
