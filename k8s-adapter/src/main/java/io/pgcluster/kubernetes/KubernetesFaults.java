package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.jdbc.Connector;
import io.pgcluster.jdbc.Replay;
import io.pgcluster.jdbc.StandbyStream;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * The faults that can be made on Kubernetes without commands in pods: by SQL, and by deleting pods.
 */
final class KubernetesFaults implements PgFaults {
  private static final String WHY_NO_DISK =
      "that takes commands in its container (pods/exec), which this library never needs";

  private final KubeApi api;
  private final PgCluster cluster;
  private final Connector connector;
  private final Function<String, ConnectionInfo> standbys;
  private final InstanceNames names;
  private final InstancePods pods;

  /**
   * Faults of a cluster.
   *
   * @param connector by route
   * @param standbys how the superuser reaches that very standby
   */
  KubernetesFaults(
      KubeApi api,
      PgCluster cluster,
      Connector connector,
      Function<String, ConnectionInfo> standbys) {
    this.api = api;
    this.cluster = cluster;
    this.connector = connector;
    this.standbys = standbys;
    this.names = InstanceNames.of(cluster);
    this.pods = new InstancePods(api, cluster);
  }

  @Override
  public Set<Fault> possible() {
    EnumSet<Fault> possible = EnumSet.noneOf(Fault.class);
    if (pods.mayBeDeleted()) {
      possible.addAll(EnumSet.of(Fault.KILL, Fault.RESTART));
    }
    if (!names.standbys().isEmpty()) {
      possible.addAll(EnumSet.of(Fault.PAUSE_REPLAY, Fault.CUT_OFF));
    }
    return Collections.unmodifiableSet(possible);
  }

  @Override
  public void stop(String instance) {
    throw refused("stop of", instance, "its StatefulSet would start it again");
  }

  @Override
  public void start(String instance) {
    throw refused("start of", instance, "its StatefulSet starts it by itself; await the cluster");
  }

  @Override
  public void restart(String instance) {
    refuseWithoutRight("restart of", instance);
    pods.restart(instance);
  }

  @Override
  public void kill(String instance) {
    refuseWithoutRight("kill of", instance);
    pods.kill(instance);
  }

  private void refuseWithoutRight(String what, String instance) {
    names.refuseUnknown(instance);
    if (!pods.mayBeDeleted()) {
      throw refused(
          what,
          instance,
          "this user must not delete pods in namespace %s; grant that beside requiredRole()"
              .formatted(api.namespace()));
    }
  }

  @Override
  public void promote(String instance) {
    throw refused(
        "promotion of",
        instance,
        "the StatefulSet of %s would start it again, as a second primary"
            .formatted(names.primary()));
  }

  @Override
  public void cutOff(String instance) {
    stream(instance).cut();
  }

  @Override
  public void reconnect(String instance) {
    stream(instance).restore();
  }

  private StandbyStream stream(String instance) {
    names.refuseAllButStandbys(instance);
    return StandbyStream.of(cluster, instance, connector);
  }

  @Override
  public void pauseReplay(String instance) {
    replay(instance).pause();
  }

  @Override
  public void resumeReplay(String instance) {
    replay(instance).resume();
  }

  @Override
  public void holdReplayAt(String instance, Lsn position) {
    throw refused(
        "holding the replay of",
        instance,
        "a position can only be given to a server that starts, and pods start it as described;"
            + " pause its replay");
  }

  @Override
  public void fillDisk(String instance) {
    throw refused("filling the disk of", instance, WHY_NO_DISK);
  }

  @Override
  public void freeDisk(String instance) {
    throw refused("freeing the disk of", instance, WHY_NO_DISK);
  }

  @Override
  public Lsn position() {
    return Replay.position(cluster, connector);
  }

  @Override
  public Lsn replayed(String instance) {
    return replay(instance).replayed();
  }

  @Override
  public void awaitReplay(String instance, Lsn position, Duration timeout) {
    replay(instance).await(position, timeout);
  }

  private Replay replay(String instance) {
    names.refuseAllButStandbys(instance);
    return Replay.of(cluster, instance, (route, role, database) -> standbys.apply(instance));
  }

  private PgClusterException refused(String what, String instance, String why) {
    names.refuseUnknown(instance);
    return new PgClusterException(
        "cluster %s: %s %s is not possible on Kubernetes, because %s; possible are %s"
            .formatted(cluster.name(), what, instance, why, possible()));
  }
}
