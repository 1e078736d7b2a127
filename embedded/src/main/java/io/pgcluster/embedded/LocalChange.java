package io.pgcluster.embedded;

import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.ServerParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a cluster that is there as described. The description is written last: what ends before is
 * done again.
 */
final class LocalChange {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static final String DROP =
      "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
          + " WHERE slot_name = '%s' AND NOT active";
  private static final String THERE = "SELECT 1 FROM pg_replication_slots WHERE slot_name = '%s'";

  private final Settings settings;
  private final PgCluster desired;
  private final ClusterFolder folder;
  private final ProgressListener listener;
  private final LocalPlanner planner;
  private final InstanceConfiguration configuration;
  private final InstanceSql sql;
  private final Failover failover;

  LocalChange(
      Settings settings, PgCluster desired, ClusterFolder folder, ProgressListener listener) {
    this.settings = settings;
    this.desired = desired;
    this.folder = folder;
    this.listener = listener;
    this.planner = new LocalPlanner(settings, desired, folder);
    this.configuration =
        new InstanceConfiguration(desired, folder, settings.durable(), RunAs.current());
    this.sql = new InstanceSql(desired, new LocalRoutes(desired, folder));
    this.failover = new Failover(desired, folder, sql, configuration);
  }

  void run(Plan plan) throws IOException {
    var finished = LocalOperations.rotation(settings, desired, folder).finish(BOUND, listener);
    finished.forEach(report -> report.requireOk());
    ClusterSecrets secrets = planner.secrets();
    List<PlannedChange> instances =
        plan.changes().stream()
            .filter(c -> c.object().kind().equals(LocalPlanner.INSTANCE))
            .toList();
    for (PlannedChange change : instances) {
      switch (change.kind()) {
        case CHANGE, DRIFT -> reconfigure(folder.state(), change);
        case ADD -> added(change.object().name(), secrets);
        case REMOVE -> removed(change.object().name());
      }
      tell(change, change.kind() == PlannedChange.Kind.REMOVE ? State.DELETED : State.APPLIED);
    }
    // A new role's password is kept before the role is made.
    folder.write(secrets);
    planner.access(secrets).apply(listener);
    plan.changes().stream()
        .filter(c -> c.object().kind().equals(LocalPlanner.ROUTER))
        .findFirst()
        .ifPresent(change -> router(change, secrets));
    folder.writeSpec(settings.form().write(desired));
    new LocalAwaiter(desired, folder, new LocalRoutes(desired, folder), listener).await(BOUND);
  }

  private void tell(PlannedChange change, State state) {
    listener.on(new ProgressEvent(change.object(), state, change.impact().title()));
  }

  private InstanceProcess process(String instance) {
    return new InstanceProcess(folder.instance(instance), RunAs.current());
  }

  private void reconfigure(ClusterState state, PlannedChange change) throws IOException {
    String instance = change.object().name();
    boolean lowersFirst =
        state.isPrimary(instance) && !planner.parameters(state, instance).lowered().isEmpty();
    configuration.rewrite(state, instance);
    if (state.has(ClusterState.STOPPED, instance)) {
      return;
    }
    if (!process(instance).isAlive()) {
      failover.launch(state, instance);
    } else if (change.impact() == Impact.RELOAD) {
      process(instance).reload();
    } else {
      process(instance).stop();
      failover.launch(state, instance);
    }
    String wanted = configuration.fingerprint(state, instance);
    Waiting.within(BOUND, "cluster %s: instance %s".formatted(desired.name(), instance))
        .until(
            () -> wanted.equals(inForce(instance)),
            () -> "it has not read its configuration" + LogTail.below(process(instance).log(), 15));
    if (lowersFirst) {
      // A standby with less than its primary had must have replayed that it has less.
      for (String standby : state.standbys()) {
        if (process(standby).isAlive()) {
          sql.replay(standby).await(sql.position(), BOUND);
        }
      }
    }
  }

  private String inForce(String instance) {
    return sql.answers(instance)
        ? sql.ask(
            instance,
            "SELECT current_setting('%s', true)".formatted(ServerParameters.CONFIGURATION))
        : "";
  }

  private void added(String instance, ClusterSecrets secrets) throws IOException {
    ClusterState before = folder.state();
    List<String> instances = new ArrayList<>(before.instances());
    instances.add(instance);
    TreeMap<String, Integer> ports = new TreeMap<>(before.ports());
    ports.put(instance, Ports.free(1).get(0));
    ClusterState state = before.of(instances, ports);
    configuration.write(
        state, instance, secrets.role(desired.access().replication().name()).password());
    // Known before it runs: so its guard stops it, and its connections lead there.
    folder.write(state);
    failover.cloneAnew(state, instance);
  }

  private void removed(String instance) throws IOException {
    ClusterState before = folder.state();
    String slot = before.slot(instance);
    List<String> instances = new ArrayList<>(before.instances());
    instances.remove(instance);
    TreeMap<String, Integer> ports = new TreeMap<>(before.ports());
    ports.remove(instance);
    folder.write(
        before
            .of(instances, ports)
            .without(ClusterState.STOPPED, instance)
            .without(ClusterState.CUT, instance)
            .without(ClusterState.HELD, instance)
            .without(ClusterState.STALE, instance));
    process(instance).stop();
    Folders.delete(folder.instance(instance));
    Waiting.within(BOUND, "cluster %s: slot %s".formatted(desired.name(), slot))
        .until(() -> isDropped(before.primary(), slot), () -> "it is still in use");
  }

  private boolean isDropped(String primary, String slot) {
    String unused = sql.ask(primary, DROP.formatted(slot));
    return sql.ask(primary, THERE.formatted(slot)).isEmpty();
  }

  private void router(PlannedChange change, ClusterSecrets secrets) {
    try {
      ClusterState state = folder.state();
      switch (change.kind()) {
        case ADD -> {
          TreeMap<String, Integer> ports = new TreeMap<>(state.ports());
          ports.put(LocalRouter.NAME, Ports.free(1).get(0));
          state =
              state
                  .of(state.instances(), ports)
                  .routedBy(settings.pgpool().map(p -> p.program().toString()));
          folder.write(state);
          LocalRouter router = routed(state);
          router.start(state, secrets);
          router.awaitReady(state, BOUND);
        }
        case REMOVE -> {
          routed(state).process().stop();
          folder.write(state.routedBy(Optional.empty()));
          Folders.delete(folder.instance(LocalRouter.NAME));
        }
        case CHANGE, DRIFT -> {
          LocalRouter router = routed(state);
          if (change.impact() == Impact.RELOAD) {
            router.reload(state, secrets);
          } else {
            router.restart(state, secrets);
            router.awaitReady(state, BOUND);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tell(change, change.kind() == PlannedChange.Kind.REMOVE ? State.DELETED : State.APPLIED);
  }

  private LocalRouter routed(ClusterState state) {
    return planner
        .routed(state)
        .orElseThrow(() -> new IllegalStateException("no pgpool for " + desired.name()));
  }
}
