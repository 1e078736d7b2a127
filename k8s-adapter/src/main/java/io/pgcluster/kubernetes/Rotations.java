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
    while (true) {
      LeaseState free = ClusterLock.awaitFree(api, cluster, patience);
      JsonNode owner = StoredSpec.ownerOf(api, cluster);
      Optional<ClusterLock> lock = ClusterLock.take(api, cluster, "rotate", free);
      if (lock.isPresent()) {
        try (ClusterLock held = lock.get()) {
          boolean open = !free.unfinished().isEmpty() && !free.unfinished().equals("rotate");
          RotationReport report =
              rotation(api, stored.read(owner), Json.uid(owner), routes, held)
                  .rotate(role, options, listener);
          if (!open) {
            held.finish(Json.uid(owner));
          }
          return report;
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
