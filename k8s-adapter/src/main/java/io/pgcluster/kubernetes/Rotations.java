package io.pgcluster.kubernetes;

import io.pgcluster.credential.SecretSource;
import io.pgcluster.jdbc.PasswordRotation;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Rotates passwords of a cluster while its Lease is held. */
final class Rotations {
  private final KubeApi api;
  private final StoredSpec stored;
  private final Duration patience;

  Rotations(KubeApi api, StoredSpec stored, Duration patience) {
    this.api = api;
    this.stored = stored;
    this.patience = patience;
  }

  RotationReport rotate(
      String cluster,
      Routes routes,
      String role,
      RotationOptions options,
      ProgressListener listener) {
    return held(
        cluster,
        "rotate",
        (owner, lock) ->
            rotation(api, stored.read(owner), Json.uid(owner), routes, lock)
                .rotate(role, options, listener));
  }

  /** Takes a role that is gone out of the record of passwords. */
  void forget(String cluster, Routes routes, String role, Runnable drop) {
    boolean unused =
        held(
            cluster,
            "remove",
            (owner, lock) -> {
              drop.run();
              KubernetesPlaces places =
                  new KubernetesPlaces(api, stored.read(owner), Json.uid(owner), routes, lock);
              places.keep(places.secrets().without(role));
              return true;
            });
  }

  private interface Work<T> {
    T with(JsonNode owner, ClusterLock lock);
  }

  /** While nobody else changes the cluster. */
  private <T> T held(String cluster, String name, Work<T> work) {
    while (true) {
      LeaseState free = ClusterLock.awaitFree(api, cluster, patience);
      JsonNode owner = StoredSpec.ownerOf(api, cluster);
      Optional<ClusterLock> lock = ClusterLock.take(api, cluster, name, free);
      if (lock.isPresent()) {
        try (ClusterLock held = lock.get()) {
          boolean open = !free.unfinished().isEmpty() && !free.unfinished().equals(name);
          T done = work.with(owner, held);
          if (!open) {
            held.finish(Json.uid(owner));
          }
          return done;
        }
      }
    }
  }

  static PasswordRotation rotation(
      KubeApi api, PgCluster cluster, String owner, Routes routes, ClusterLock lock) {
    return PasswordRotation.of(
        cluster, new KubernetesPlaces(api, cluster, owner, routes, lock), SecretSource.strong());
  }
}
