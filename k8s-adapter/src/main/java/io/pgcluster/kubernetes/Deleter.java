package io.pgcluster.kubernetes;

import io.pgcluster.kubernetes.Remover.Doomed;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.ProgressEvent;
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
  private final Remover remover;

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
    this.remover = new Remover(api, cluster, listener, timeout);
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
    remover.remove(lock, doomed.stream().filter(d -> PODS.contains(d.kind())).toList());
    remover.remove(
        lock, doomed.stream().filter(d -> !PODS.contains(d.kind()) && !isOwner(d)).toList());
    if (policy == DeletePolicy.DELETE_VOLUMES) {
      deleteVolumes(lock);
    }
    List<Doomed> owner = doomed.stream().filter(this::isOwner).toList();
    owner.forEach(d -> lock.leaveWith(d.uid()));
    remover.remove(lock, owner);
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
                .map(o -> Doomed.of(kind, o))
                .filter(
                    d ->
                        policy == DeletePolicy.DELETE_VOLUMES
                            || !(kind.equals(Kind.SECRET) && d.name().equals(kept)))
                .forEach(doomed::add));
    return doomed;
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
      Doomed doomed = Doomed.of(Kind.PERSISTENT_VOLUME, volume);
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
    remover.awaitGone(lock, going);
  }
}
