package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Deletes a cluster and waits until it is gone: pods first, then what they used, the owner with the
 * description last, so that a delete that was killed can be found and repeated.
 */
final class Deleter {
  private static final Set<Kind> PODS = Set.of(Kind.DEPLOYMENT, Kind.STATEFUL_SET);

  private final KubeApi api;
  private final String cluster;
  private final DeletePolicy policy;
  private final ProgressListener listener;
  private final long deadline;

  Deleter(
      KubeApi api,
      String cluster,
      DeletePolicy policy,
      ProgressListener listener,
      Duration timeout) {
    this.api = api;
    this.cluster = cluster;
    this.policy = policy;
    this.listener = listener;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /** One object that is to go. */
  private record Doomed(Kind kind, String name, String uid) {
    ObjectId id() {
      return new ObjectId(kind.name(), name);
    }
  }

  void run(Duration patience) {
    while (true) {
      LeaseState free = ClusterLock.awaitFree(api, cluster, patience);
      Optional<ClusterLock> lock = ClusterLock.take(api, cluster, "delete", free);
      if (lock.isPresent()) {
        try (ClusterLock held = lock.get()) {
          delete(held);
        }
        return;
      }
    }
  }

  private void delete(ClusterLock lock) {
    List<Doomed> doomed = doomed();
    doomed.forEach(d -> listener.on(new ProgressEvent(d.id(), State.PENDING, "")));
    deleteAll(lock, doomed.stream().filter(d -> PODS.contains(d.kind())).toList());
    deleteAll(lock, doomed.stream().filter(d -> !PODS.contains(d.kind()) && !isOwner(d)).toList());
    if (policy == DeletePolicy.DELETE_VOLUMES) {
      deleteVolumes(lock);
    }
    List<Doomed> owner = doomed.stream().filter(this::isOwner).toList();
    owner.forEach(d -> lock.leaveWith(d.uid()));
    deleteAll(lock, owner);
    lock.deleteLease();
  }

  private boolean isOwner(Doomed one) {
    return one.kind().equals(Kind.CONFIG_MAP)
        && one.name().equals(new ObjectNames(cluster).owner());
  }

  private List<Doomed> doomed() {
    Map<Kind, CompletableFuture<JsonNode>> lists = new LinkedHashMap<>();
    for (Kind kind : Kind.OF_A_CLUSTER) {
      if (!kind.equals(Kind.CLAIM) || policy == DeletePolicy.DELETE_VOLUMES) {
        lists.put(kind, api.listMetadata(kind, Labels.selector(cluster)));
      }
    }
    String kept = new ObjectNames(cluster).credentials();
    List<Doomed> doomed = new ArrayList<>();
    lists.forEach(
        (kind, list) ->
            Existing.items(Futures.get(list)).stream()
                .map(o -> new Doomed(kind, Json.name(o), Json.uid(o)))
                .filter(
                    d ->
                        policy == DeletePolicy.DELETE_VOLUMES
                            || !(kind.equals(Kind.SECRET) && d.name().equals(kept)))
                .forEach(doomed::add));
    return doomed;
  }

  private void deleteAll(ClusterLock lock, List<Doomed> now) {
    lock.check();
    List<CompletableFuture<Boolean>> sent =
        now.stream().map(d -> api.delete(d.kind(), d.name(), d.uid())).toList();
    List<Boolean> gone = Futures.all(sent);
    List<Doomed> going = new ArrayList<>();
    for (int i = 0; i < now.size(); i++) {
      if (gone.get(i)) {
        listener.on(new ProgressEvent(now.get(i).id(), State.DELETED, ""));
      } else {
        going.add(now.get(i));
      }
    }
    awaitGone(lock, going);
  }

  /** One list per kind that something is still there of. */
  private void awaitGone(ClusterLock lock, List<Doomed> doomed) {
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
          "delete of cluster %s in namespace %s: %s did not go in time; delete again to wait longer, or see their finalizers and pods"
              .formatted(cluster, api.namespace(), going.stream().map(Doomed::id).toList()));
    }
    try {
      TimeUnit.MILLISECONDS.sleep(150);
    } catch (InterruptedException e) {
      throw Futures.interrupted(e);
    }
  }

  /** PersistentVolume objects that we made; the disks they stand for stay, as they are Retain. */
  private void deleteVolumes(ClusterLock lock) {
    List<JsonNode> volumes;
    try {
      volumes =
          Existing.items(Futures.get(api.list(Kind.PERSISTENT_VOLUME, Labels.selector(cluster))));
    } catch (KubernetesApiException e) {
      if (!e.isForbidden()) {
        throw e;
      }
      return;
    }
    List<Doomed> going = new ArrayList<>();
    for (JsonNode volume : volumes) {
      String namespace = volume.path("spec").path("claimRef").path("namespace").asString("");
      Doomed doomed = new Doomed(Kind.PERSISTENT_VOLUME, Json.name(volume), Json.uid(volume));
      if (!namespace.equals(api.namespace())) {
        continue;
      }
      try {
        var unused = Futures.get(api.delete(doomed.kind(), doomed.name(), doomed.uid()));
        going.add(doomed);
      } catch (KubernetesApiException e) {
        if (!e.isForbidden()) {
          throw e;
        }
        listener.on(
            new ProgressEvent(doomed.id(), State.PROBLEM, "stays: deleting it is forbidden"));
      }
    }
    awaitGone(lock, going);
  }
}
