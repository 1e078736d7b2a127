package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Lets another instance be the primary, and brings former primaries back as standbys. */
final class Failover {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int LOG_LINES = 15;

  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final InstanceSql sql;
  private final InstanceConfiguration configuration;

  Failover(
      PgCluster cluster,
      ClusterFolder folder,
      InstanceSql sql,
      InstanceConfiguration configuration) {
    this.cluster = cluster;
    this.folder = folder;
    this.sql = sql;
    this.configuration = configuration;
  }

  static Failover of(PgCluster cluster, ClusterFolder folder, Settings settings) {
    return new Failover(
        cluster,
        folder,
        new InstanceSql(cluster, new LocalRoutes(cluster, folder)),
        new InstanceConfiguration(cluster, folder, settings.durable(), RunAs.current()));
  }

  private InstanceProcess process(String instance) {
    return new InstanceProcess(folder.instance(instance), RunAs.current());
  }

  private Waiting within(Duration bound, String instance) {
    return Waiting.within(bound, "cluster %s: instance %s".formatted(cluster.name(), instance));
  }

  /** Starts an instance and waits until it takes connections. */
  void launch(ClusterState state, String instance) throws IOException {
    InstanceProcess process = process(instance);
    process.start(state.home(), folder.data(instance));
    within(BOUND, instance)
        .until(
            () -> process.isReady() || !process.isAlive(),
            () -> "it is not ready" + LogTail.below(process.log(), LOG_LINES));
    if (!process.isReady()) {
      throw new PgClusterException(
          "cluster %s: instance %s does not start%s"
              .formatted(cluster.name(), instance, LogTail.below(process.log(), LOG_LINES)));
    }
  }

  void promote(ClusterState before, String instance) throws IOException {
    String former = before.primary();
    boolean ran = process(former).isAlive();
    // Its last act is to send the standbys all it has.
    process(former).stop();
    boolean cleanly = ran || "cleanly".equals(before.marks().get(ClusterState.STOPPED + former));
    ClusterState after =
        before
            .led(instance)
            .without(ClusterState.CUT, instance)
            .without(ClusterState.HELD, instance)
            .with(ClusterState.STOPPED, former, cleanly ? "cleanly" : "killed")
            .with(ClusterState.STALE, former, cleanly ? "cleanly" : "killed");
    String promoted = sql.ask(instance, "SELECT pg_promote(true, %d)".formatted(BOUND.toSeconds()));
    if (!promoted.equals("t")) {
      throw new PgClusterException(
          "cluster %s: instance %s was not promoted within %d s%s"
              .formatted(
                  cluster.name(),
                  instance,
                  BOUND.toSeconds(),
                  LogTail.below(folder.log(instance), LOG_LINES)));
    }
    folder.write(after);
    configuration.rewrite(after, instance);
    process(instance).reload();
    for (String standby : after.standbys()) {
      follow(after, standby);
    }
    restartRouter(after);
  }

  private void follow(ClusterState state, String standby) throws IOException {
    reserveSlot(state, standby);
    configuration.rewrite(state, standby);
    if (process(standby).isAlive()) {
      process(standby).reload();
      if (!state.has(ClusterState.CUT, standby)) {
        within(BOUND, standby)
            .until(
                () -> sql.receives(standby),
                () -> "it does not follow" + LogTail.below(folder.log(standby), LOG_LINES));
      }
    }
  }

  /** So that the primary keeps what the standby has not got yet. */
  private void reserveSlot(ClusterState state, String standby) {
    sql.ask(
        state.primary(),
        """
        SELECT pg_create_physical_replication_slot('%1$s', true)
        WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%1$s')
        """
            .formatted(state.slot(standby)));
  }

  private void restartRouter(ClusterState state) throws IOException {
    Optional<String> pgpool = state.pgpool();
    if (pgpool.isEmpty()) {
      return;
    }
    PgCluster routed =
        PgpoolProgram.installed().map(program -> program.described(cluster)).orElse(cluster);
    LocalRouter router = new LocalRouter(routed, folder, Path.of(pgpool.get()), RunAs.current());
    router.restart(state, folder.secrets());
    within(BOUND, LocalRouter.NAME)
        .until(
            () -> router.isReady(state),
            () -> "it does not answer" + LogTail.below(router.process().log(), LOG_LINES));
  }

  /** With its own data, if they fit; else with a copy of the primary's. */
  void rejoin(ClusterState state, String instance, Duration attempt) throws IOException {
    Path signal = folder.data(instance).resolve("standby.signal");
    Files.writeString(signal, "");
    RunAs.current().give(signal);
    reserveSlot(state, instance);
    launch(state, instance);
    if (!within(attempt, instance).reached(() -> sql.receives(instance))) {
      process(instance).stop();
      cloneAnew(state, instance);
    }
  }

  void cloneAnew(ClusterState state, String instance) throws IOException {
    reserveSlot(state, instance);
    Folders.delete(folder.data(instance));
    new BaseCopy(sql, folder, state.home(), RunAs.current()).make(state.primary(), instance);
    launch(state, instance);
    within(BOUND, instance)
        .until(
            () -> sql.receives(instance),
            () -> "it does not stream" + LogTail.below(folder.log(instance), LOG_LINES));
  }
}
