package io.pgcluster.e2e;

import io.pgcluster.spec.ComponentBuilder;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;

/** Descriptions of clusters that are small, so that many fit on the nodes of a test. */
final class Specs {
  /** A label that no node has: pods that ask for it cost nothing but their objects. */
  static final String NOWHERE = "e2e.pgcluster.io/nowhere";

  private Specs() {}

  /** A primary, a standby and a router. */
  static PgClusterBuilder small(String name) {
    return smallInstances(PgClusterBuilder.named(name)).router(Specs::small);
  }

  /** The same with instances that are small. */
  static PgClusterBuilder smallInstances(PgClusterBuilder cluster) {
    return cluster
        .parameter("shared_buffers", "32MB")
        .primary(p -> small(p.storage(PvcStorage.size("1Gi"))))
        .standbys(s -> small(s.storage(PvcStorage.size("1Gi"))));
  }

  private static void small(ComponentBuilder<?> component) {
    component.resources(r -> r.request("cpu", "20m").request("memory", "64Mi"));
  }

  /** As {@link #small}, but its pods stay unscheduled. */
  static PgClusterBuilder unscheduled(String name) {
    return small(name)
        .primary(p -> p.nodeSelector(NOWHERE, "true"))
        .standbys(s -> s.nodeSelector(NOWHERE, "true"))
        .router(r -> r.nodeSelector(NOWHERE, "true"));
  }
}
