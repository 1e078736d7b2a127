package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a cluster's folder and starts all its servers at once. */
final class Launch {
  private static final Duration BINDING = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 5;
  private static final int LOG_LINES = 15;

  private final Settings settings;
  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final RunAs runAs = RunAs.current();
  private final ProgressListener listener;
  private final Map<String, InstanceProcess> processes = new HashMap<>();

  Launch(Settings settings, PgCluster cluster, ClusterFolder folder, ProgressListener listener) {
    this.settings = settings;
    this.cluster = cluster;
    this.folder = folder;
    this.listener = listener;
  }

  /** Returns when every server has its port. Leaves nothing behind when it fails. */
  void run() throws IOException {
    // The first in a program takes longer than a server's start.
    Meanwhile<String> form = Meanwhile.doing("description", () -> settings.form().write(cluster));
    PostgresHome home = Homes.of(cluster, settings);
    Optional<PgpoolProgram> pgpool =
        cluster.router().pods() == 0 ? Optional.empty() : settings.pgpool();
    PgCluster routed = pgpool.map(p -> p.described(cluster)).orElse(cluster);
    List<String> instances = ClusterState.instances(cluster);
    Optional<ClusterState> before = folder.kept();
    boolean kept = before.isPresent();
    Template template = Template.of(cluster, home, settings.userCache(), runAs);
    String id = Place.random();
    folder.create(id);
    Guard guard =
        Guard.over(folder.root(), id, settings.durable() ? Guard.End.SHUT_DOWN : Guard.End.REMOVE);
    Guards.keep(folder.root(), guard);
    boolean done = false;
    try {
      ClusterSecrets secrets = kept ? folder.secrets() : template.secrets();
      folder.write(secrets);
      folder.writeSpec(form.get());
      ClusterState state =
          new ClusterState(
              id,
              before
                  .map(ClusterState::primary)
                  .filter(instances::contains)
                  .orElse(instances.get(0)),
              instances,
              new TreeMap<>(),
              home,
              pgpool.map(p -> p.program().toString()),
              new TreeMap<>());
      List<String> missing = before.isPresent() ? missing(before.get(), state) : List.of();
      ClusterState started = started(state, routed, secrets, template);
      folder.write(started);
      copyMissing(started, missing);
      done = true;
    } finally {
      if (!done && kept) {
        stopAll();
      } else if (!done) {
        folder.remove();
      }
      if (!done) {
        Guards.release(folder.root());
      }
    }
  }

  /** The standbys whose data were not kept, or are a former primary's that do not fit any more. */
  private List<String> missing(ClusterState before, ClusterState state) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String instance : state.standbys()) {
      if ("cleanly".equals(before.marks().get(ClusterState.STALE + instance))) {
        Path signal = folder.data(instance).resolve("standby.signal");
        Files.writeString(signal, "");
        runAs.give(signal);
      } else if (before.has(ClusterState.STALE, instance)) {
        Folders.delete(folder.data(instance));
      }
      if (!folder.hasData(instance)) {
        missing.add(instance);
      }
    }
    return missing;
  }

  /** Beside data that were kept a copy of the template would be too old. */
  private void copyMissing(ClusterState state, List<String> missing) throws IOException {
    if (missing.isEmpty()) {
      return;
    }
    Failover failover = Failover.of(cluster, folder, settings);
    Waiting.within(BINDING, "cluster " + cluster.name())
        .until(
            () -> new InstanceProcess(folder.instance(state.primary()), runAs).isReady(),
            () -> "the primary is not ready");
    for (String standby : missing) {
      Objects.requireNonNull(processes.get(standby)).kill();
      failover.cloneAnew(state, standby);
    }
  }

  private ClusterState started(
      ClusterState unbound, PgCluster routed, ClusterSecrets secrets, Template template)
      throws IOException {
    for (int attempt = 1; ; attempt++) {
      ClusterState state = bound(unbound);
      start(state, routed, secrets, template);
      Optional<String> failed = awaitPorts(state);
      if (failed.isEmpty()) {
        return state;
      }
      Path log = folder.log(failed.get());
      String tail = LogTail.below(log, LOG_LINES);
      boolean clash = PortClash.in(tail);
      if (settings.firstPort() != 0 || !clash || attempt == ATTEMPTS) {
        String port = clash ? " port %d is taken;".formatted(state.port(failed.get())) : "";
        throw new PgClusterException(
            "cluster %s: instance %s does not start;%s its log says why%s"
                .formatted(cluster.name(), failed.get(), port, tail));
      }
      stopAll();
      for (String instance : state.instances()) {
        Files.deleteIfExists(folder.log(instance));
      }
    }
  }

  private ClusterState bound(ClusterState state) throws IOException {
    List<String> members = new ArrayList<>(state.instances());
    if (state.pgpool().isPresent()) {
      members.add(LocalRouter.NAME);
    }
    List<Integer> free = settings.firstPort() == 0 ? Ports.free(members.size()) : List.of();
    TreeMap<String, Integer> ports = new TreeMap<>();
    for (int i = 0; i < members.size(); i++) {
      ports.put(members.get(i), free.isEmpty() ? settings.firstPort() + i : free.get(i));
    }
    return state.on(ports);
  }

  private void start(
      ClusterState state, PgCluster routed, ClusterSecrets secrets, Template template)
      throws IOException {
    InstanceConfiguration configuration =
        new InstanceConfiguration(cluster, folder, settings.durable(), runAs);
    Password replication = secrets.role(cluster.access().replication().name()).password();
    for (String instance : state.instances()) {
      configuration.write(state, instance, replication);
      InstanceProcess process = new InstanceProcess(folder.instance(instance), runAs);
      processes.put(instance, process);
      process.start(state.home(), template.data());
      tell(instance);
    }
    if (state.pgpool().isPresent()) {
      LocalRouter router = new LocalRouter(routed, folder, Path.of(state.pgpool().get()), runAs);
      processes.put(LocalRouter.NAME, router.process());
      router.start(state, secrets);
      tell(LocalRouter.NAME);
    }
  }

  private void tell(String member) {
    String kind = member.equals(LocalRouter.NAME) ? "Router" : "Instance";
    listener.on(new ProgressEvent(new ObjectId(kind, member), State.APPLIED, "started"));
  }

  /** The first one that ended instead. */
  private Optional<String> awaitPorts(ClusterState state) {
    Waiting waiting = Waiting.within(BINDING, "cluster " + cluster.name());
    for (String instance : state.instances()) {
      InstanceProcess process = Objects.requireNonNull(processes.get(instance));
      waiting.until(
          () -> process.listens() || !process.isAlive(),
          () ->
              "%s does not listen%s".formatted(instance, LogTail.below(process.log(), LOG_LINES)));
      if (!process.listens()) {
        return Optional.of(instance);
      }
    }
    return Optional.empty();
  }

  /** Before others take their places. */
  private void stopAll() {
    Waiting waiting = Waiting.within(BINDING, "cluster " + cluster.name());
    for (InstanceProcess process : processes.values()) {
      waiting.until(
          () -> process.handle().isPresent() || !process.isAlive(), () -> "a server hangs");
      process.kill();
    }
    processes.clear();
  }
}
