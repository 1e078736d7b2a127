package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * Waits until a cluster is ready. One watch per kind keeps a view of what there is; whenever it
 * changes, it is read anew as a whole, so nothing depends on the order of what happened.
 */
final class Awaiter implements AutoCloseable {
  private static final List<Kind> KINDS =
      List.of(Kind.POD, Kind.STATEFUL_SET, Kind.DEPLOYMENT, Kind.CLAIM);

  private final KubeApi api;
  private final PgCluster cluster;
  private final ProgressListener listener;
  private final Predicate<ObjectId> awaited;
  private final Semaphore changes = new Semaphore(0);
  private final Map<Kind, Watcher> watchers = new HashMap<>();
  private final CrashLogs logs;
  private final Map<ObjectId, ProgressEvent> told = new HashMap<>();

  Awaiter(KubeApi api, PgCluster cluster, ProgressListener listener) {
    this(api, cluster, listener, object -> true);
  }

  /** Of all that is told, waits for some objects alone. */
  Awaiter(KubeApi api, PgCluster cluster, ProgressListener listener, Predicate<ObjectId> awaited) {
    this.awaited = awaited;
    this.api = api;
    this.cluster = cluster;
    this.listener = listener;
    this.logs = new CrashLogs(api, cluster.name(), changes::release);
    for (Kind kind : KINDS) {
      watchers.put(
          kind, new Watcher(api, kind, Labels.selector(cluster.name()), changes::release).start());
    }
    // Events carry no labels of the objects they are about.
    watchers.put(Kind.EVENT, new Watcher(api, Kind.EVENT, Map.of(), changes::release).start());
  }

  void await(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isReady()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw timedOut(timeout);
      }
      try {
        if (changes.tryAcquire(left, TimeUnit.NANOSECONDS)) {
          var unused = changes.drainPermits();
        }
      } catch (InterruptedException e) {
        throw Futures.interrupted(e);
      }
    }
  }

  private boolean isReady() {
    for (Kind kind : KINDS) {
      Watcher watcher = watcher(kind);
      if (watcher.trouble() instanceof KubernetesApiException e && e.isForbidden()) {
        throw e;
      }
      if (!watcher.isListed()) {
        return false;
      }
    }
    ClusterView view = view();
    Workloads workloads = new Workloads(cluster, view);
    List<ProgressEvent> described = workloads.described();
    List<ProgressEvent> now = new ArrayList<>(described);
    workloads.members().stream().map(e -> withLog(e, view)).forEach(now::add);
    tell(now);
    return described.stream()
        .filter(e -> awaited.test(e.object()))
        .allMatch(e -> e.state() == State.READY);
  }

  private void tell(List<ProgressEvent> now) {
    for (ProgressEvent event : now) {
      if (!event.equals(told.put(event.object(), event))) {
        listener.on(event);
      }
    }
    List<ObjectId> there = now.stream().map(ProgressEvent::object).toList();
    for (ObjectId gone : told.keySet().stream().filter(id -> !there.contains(id)).toList()) {
      told.remove(gone);
      listener.on(new ProgressEvent(gone, State.DELETED, ""));
    }
  }

  private ProgressEvent withLog(ProgressEvent event, ClusterView view) {
    if (event.state() != State.PROBLEM || !event.object().kind().equals(Kind.POD.name())) {
      return event;
    }
    JsonNode pod = Workloads.find(view.pods(), event.object().name()).orElse(Json.EMPTY);
    String lines = PodReport.of(pod, view).crash().map(crash -> logs.lines(pod, crash)).orElse("");
    return lines.isEmpty()
        ? event
        : new ProgressEvent(event.object(), event.state(), event.detail() + "\n" + lines);
  }

  private ClusterView view() {
    return new ClusterView(
        watcher(Kind.POD).objects(),
        watcher(Kind.STATEFUL_SET).objects(),
        watcher(Kind.DEPLOYMENT).objects(),
        watcher(Kind.CLAIM).objects(),
        watcher(Kind.EVENT).objects());
  }

  private Watcher watcher(Kind kind) {
    Watcher watcher = watchers.get(kind);
    if (watcher == null) {
      throw new IllegalStateException("no watch of " + kind.plural());
    }
    return watcher;
  }

  private AwaitTimeoutException timedOut(Duration timeout) {
    List<ProgressEvent> missing =
        told.values().stream()
            .filter(e -> e.state() != State.READY)
            .sorted(java.util.Comparator.comparing(e -> e.object().toString()))
            .toList();
    RuntimeException trouble = watcher(Kind.POD).trouble();
    RuntimeException events = watcher(Kind.EVENT).trouble();
    String note =
        trouble != null
            ? String.valueOf(trouble.getMessage())
            : events != null ? "events cannot be read, so reasons may be missing" : "";
    return new AwaitTimeoutException(
        "cluster %s in namespace %s: not ready".formatted(cluster.name(), api.namespace()),
        timeout,
        missing,
        note);
  }

  @Override
  public void close() {
    watchers.values().forEach(Watcher::close);
  }
}
