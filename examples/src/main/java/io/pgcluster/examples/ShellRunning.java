package io.pgcluster.examples;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.DatabaseObject;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.OwnedObjects;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.ReplicationStatus;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.Set;

/**
 * A running cluster that JShell shows as the tree of its instances.
 *
 * @param cluster what it stands for
 * @since 0.1
 */
public record ShellRunning(RunningPgCluster cluster) implements RunningPgCluster {
  @Override
  public PgCluster spec() {
    return cluster.spec();
  }

  @Override
  public ShellRunning await(Duration timeout, ProgressListener listener) {
    var unused = cluster.await(timeout, listener);
    return this;
  }

  @Override
  public ClusterStatus status() {
    return cluster.status();
  }

  @Override
  public ReplicationStatus replication() {
    return cluster.replication();
  }

  @Override
  public VerifyReport verify() {
    return cluster.verify();
  }

  @Override
  public ConnectionInfo connection(Route route, String role, String database) {
    return cluster.connection(route, role, database);
  }

  @Override
  public PgFaults faults() {
    return cluster.faults();
  }

  @Override
  public RunningPgCluster scale(int standbys, DeletePolicy claims, ProgressListener listener) {
    return new ShellRunning(cluster.scale(standbys, claims, listener));
  }

  @Override
  public RunningPgCluster restart(Set<ClusterStatus.Component> which, ProgressListener listener) {
    return new ShellRunning(cluster.restart(which, listener));
  }

  @Override
  public RunningPgCluster pause(ProgressListener listener) {
    return new ShellRunning(cluster.pause(listener));
  }

  @Override
  public RunningPgCluster resume(ProgressListener listener) {
    return new ShellRunning(cluster.resume(listener));
  }

  @Override
  public RunningPgCluster removeRole(String role, OwnedObjects owned, ProgressListener listener) {
    return new ShellRunning(cluster.removeRole(role, owned, listener));
  }

  @Override
  public RunningPgCluster removeDatabase(String database, ProgressListener listener) {
    return new ShellRunning(cluster.removeDatabase(database, listener));
  }

  @Override
  public RunningPgCluster remove(DatabaseObject object, ProgressListener listener) {
    return new ShellRunning(cluster.remove(object, listener));
  }

  @Override
  public RotationReport rotatePassword(
      String role, RotationOptions options, ProgressListener listener) {
    return cluster.rotatePassword(role, options, listener);
  }

  @Override
  public void delete(DeletePolicy policy, ProgressListener listener) {
    cluster.delete(policy, listener);
  }

  /** Ends it, on this machine. */
  public void stop() {
    close();
  }

  @Override
  public void close() {
    cluster.close();
  }

  /** The tree; where the primary does not answer, why. */
  @Override
  public String toString() {
    try {
      return cluster.replication().toString();
    } catch (PgClusterException e) {
      return "%s; %s".formatted(cluster, e.getMessage());
    }
  }
}
