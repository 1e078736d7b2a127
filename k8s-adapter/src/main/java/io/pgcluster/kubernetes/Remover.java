package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Labels;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Deletes objects of a cluster and waits until they are gone, with all that they own. */
final class Remover {
  private final KubeApi api;
  private final String cluster;
  private final ProgressListener listener;
  private final long deadline;

  Remover(KubeApi api, String cluster, ProgressListener listener, Duration timeout) {
    this.api = api;
    this.cluster = cluster;
    this.listener = listener;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /** One object that is to go. */
  record Doomed(Kind kind, String name, String uid) {
    static Doomed of(Kind kind, JsonNode object) {
      return new Doomed(kind, Json.name(object), Json.uid(object));
    }

    ObjectId id() {
      return new ObjectId(kind.name(), name);
    }
  }

  /** All at once. */
  void remove(ClusterLock lock, List<Doomed> doomed) {
    lock.check();
    List<CompletableFuture<Boolean>> sent =
        doomed.stream().map(d -> api.delete(d.kind(), d.name(), d.uid())).toList();
    List<Boolean> gone = Futures.all(sent);
    List<Doomed> going = new ArrayList<>();
    for (int i = 0; i < doomed.size(); i++) {
      if (gone.get(i)) {
        listener.on(new ProgressEvent(doomed.get(i).id(), State.DELETED, ""));
      } else {
        going.add(doomed.get(i));
      }
    }
    awaitGone(lock, going);
  }

  /** One list per kind that something is still there of. */
  void awaitGone(ClusterLock lock, List<Doomed> doomed) {
    List<Doomed> going = new ArrayList<>(doomed);
    while (!going.isEmpty()) {
      lock.check();
      Map<Kind, Set<String>> there = new LinkedHashMap<>();
      for (Kind kind : going.stream().map(Doomed::kind).distinct().toList()) {
        there.put(
            kind,
            Existing.items(
                    Futures.get(
                        api.listMetadata(
                            kind, kind.namespaced() ? Labels.selector(cluster) : Map.of())))
                .stream()
                .map(Json::uid)
                .collect(Collectors.toSet()));
      }
      for (Doomed d : List.copyOf(going)) {
        if (!there.getOrDefault(d.kind(), Set.of()).contains(d.uid())) {
          going.remove(d);
          listener.on(new ProgressEvent(d.id(), State.DELETED, ""));
        }
      }
      if (!going.isEmpty()) {
        pause(going);
      }
    }
  }

  private void pause(List<Doomed> going) {
    if (System.nanoTime() > deadline) {
      throw new PgClusterException(
          "cluster %s in namespace %s: %s did not go in time; do it again to wait longer, or see their finalizers and pods"
              .formatted(cluster, api.namespace(), going.stream().map(Doomed::id).toList()));
    }
    try {
      TimeUnit.MILLISECONDS.sleep(150);
    } catch (InterruptedException e) {
      throw Futures.interrupted(e);
    }
  }
}
