package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Faults of a cluster on this machine. Thread-safe: one change at a time. */
final class LocalFaults implements PgFaults {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** For a standby that should stream at once if its data fit. */
  private static final Duration TRY = Duration.ofSeconds(5);

  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final InstanceSql sql;
  private final InstanceConfiguration configuration;
  private final Failover failover;

  LocalFaults(Settings settings, PgCluster cluster, ClusterFolder folder) {
    this.cluster = cluster;
    this.folder = folder;
    this.sql = new InstanceSql(cluster, new LocalRoutes(cluster, folder));
    this.configuration =
        new InstanceConfiguration(cluster, folder, settings.durable(), RunAs.current());
    this.failover = new Failover(cluster, folder, sql, configuration);
  }

  @Override
  public Set<Fault> possible() {
    Set<Fault> all = EnumSet.allOf(Fault.class);
    if (!FileSizeLimit.isPossible()) {
      all.remove(Fault.FILL_DISK);
    }
    return all;
  }

  /** What is done with the state at hand. */
  @FunctionalInterface
  private interface Change {
    void make(ClusterState state) throws IOException;
  }

  private void change(String instance, Change change) {
    try {
      var unused =
          Locks.holding(
              folder.root().resolve("lock"),
              () -> {
                String checked = known(instance);
                change.make(folder.state());
                return checked;
              });
    } catch (IOException e) {
      throw new PgClusterException(
          "cluster %s: instance %s: %s".formatted(cluster.name(), instance, e), e);
    }
  }

  private String known(String instance) {
    List<String> instances = folder.state().instances();
    if (!instances.contains(instance)) {
      throw new PgClusterException(
          "cluster %s: has no instance %s; its instances are %s"
              .formatted(cluster.name(), instance, instances));
    }
    return instance;
  }

  private void standby(String instance, String call, Change change) {
    change(
        instance,
        state -> {
          if (state.isPrimary(instance)) {
            throw new PgClusterException(
                "cluster %s: %s of %s: it is the primary; name a standby of %s"
                    .formatted(cluster.name(), call, instance, state.standbys()));
          }
          change.make(state);
        });
  }

  private InstanceProcess process(String instance) {
    return new InstanceProcess(folder.instance(instance), RunAs.current());
  }

  @Override
  public void stop(String instance) {
    change(
        instance,
        state -> {
          folder.write(state.with(ClusterState.STOPPED, instance, "cleanly"));
          process(instance).stop();
        });
  }

  @Override
  public void kill(String instance) {
    change(
        instance,
        state -> {
          folder.write(state.with(ClusterState.STOPPED, instance, "killed"));
          process(instance).kill();
        });
  }

  @Override
  public void start(String instance) {
    change(instance, state -> started(state, instance));
  }

  private void started(ClusterState before, String instance) throws IOException {
    if (process(instance).isAlive()) {
      return;
    }
    boolean stale = before.has(ClusterState.STALE, instance);
    String told = before.marks().getOrDefault(ClusterState.STALE + instance, "");
    ClusterState state =
        before.without(ClusterState.STOPPED, instance).without(ClusterState.STALE, instance);
    configuration.rewrite(state, instance);
    if (!stale) {
      failover.launch(state, instance);
    } else if (told.equals("cleanly")) {
      failover.rejoin(state, instance, TRY);
    } else {
      failover.cloneAnew(state, instance);
    }
    folder.write(state);
  }

  @Override
  public void restart(String instance) {
    change(
        instance,
        state -> {
          process(instance).stop();
          started(state, instance);
        });
  }

  @Override
  public void promote(String instance) {
    change(
        instance,
        state -> {
          if (!state.isPrimary(instance)) {
            failover.promote(state, instance);
          }
        });
  }

  @Override
  public void cutOff(String instance) {
    standby(
        instance,
        "cutOff",
        state -> {
          reconfigure(state.with(ClusterState.CUT, instance, "yes"), instance);
          waiting(instance).until(() -> !sql.receives(instance), () -> "it still streams");
        });
  }

  @Override
  public void reconnect(String instance) {
    standby(
        instance,
        "reconnect",
        state -> {
          reconfigure(state.without(ClusterState.CUT, instance), instance);
          waiting(instance).until(() -> sql.receives(instance), () -> "it does not stream");
        });
  }

  private void reconfigure(ClusterState state, String instance) throws IOException {
    configuration.rewrite(state, instance);
    process(instance).reload();
    folder.write(state);
  }

  private Waiting waiting(String instance) {
    return Waiting.within(BOUND, "cluster %s: instance %s".formatted(cluster.name(), instance));
  }

  @Override
  public void pauseReplay(String instance) {
    standby(instance, "pauseReplay", state -> sql.replay(instance).pause());
  }

  @Override
  public void resumeReplay(String instance) {
    standby(
        instance,
        "resumeReplay",
        state -> {
          if (state.heldAt(instance).isEmpty()) {
            sql.replay(instance).resume();
            return;
          }
          // Resuming at a target would end recovery: only a start without it goes on.
          process(instance).stop();
          started(state.without(ClusterState.HELD, instance), instance);
        });
  }

  @Override
  public void holdReplayAt(String instance, Lsn position) {
    standby(
        instance,
        "holdReplayAt",
        state -> {
          Lsn now = sql.replay(instance).replayed();
          if (now.compareTo(position) > 0) {
            throw new PgClusterException(
                "cluster %s: holdReplayAt of %s: it has replayed up to %s, which is behind %s; take a later position"
                    .formatted(cluster.name(), instance, now, position));
          }
          process(instance).stop();
          started(state.with(ClusterState.HELD, instance, position.toString()), instance);
        });
  }

  @Override
  public void fillDisk(String instance) {
    refuseImpossible(instance);
    change(instance, state -> FileSizeLimit.set(process(instance).handle(), true));
  }

  @Override
  public void freeDisk(String instance) {
    refuseImpossible(instance);
    change(
        instance,
        state -> {
          FileSizeLimit.set(process(instance).handle(), false);
          if (state.has(ClusterState.STOPPED, instance)) {
            return;
          }
          Waiting waiting = waiting(instance);
          while (!sql.answers(instance) && waiting.goesOn()) {
            if (process(instance).isAlive()) {
              // It panicked, and recovers.
              var unused =
                  waiting.reached(() -> sql.answers(instance) || !process(instance).isAlive());
            } else {
              started(state, instance);
            }
          }
        });
  }

  private void refuseImpossible(String instance) {
    if (!FileSizeLimit.isPossible()) {
      throw new PgClusterException(
          "cluster %s: fillDisk of %s: needs the program prlimit (util-linux), which is not here"
              .formatted(cluster.name(), instance));
    }
  }

  @Override
  public Lsn position() {
    return sql.position();
  }

  @Override
  public Lsn replayed(String instance) {
    return sql.replay(known(instance)).replayed();
  }

  @Override
  public void awaitReplay(String instance, Lsn position, Duration timeout) {
    sql.replay(known(instance)).await(position, timeout);
  }
}
