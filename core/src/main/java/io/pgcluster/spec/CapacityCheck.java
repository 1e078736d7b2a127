package io.pgcluster.spec;

import java.util.SortedMap;

/** Whether the numbers that the caller chose fit together, with the arithmetic in the message. */
final class CapacityCheck {
  private CapacityCheck() {}

  static void check(Problems at, PgCluster cluster) {
    SortedMap<String, String> parameters = cluster.postgres().parameters();
    Capacity capacity = Capacity.of(cluster);
    if (parameters.containsKey("max_connections")) {
      connections(at.key("max_connections"), cluster, capacity);
    }
    long standbys = cluster.standbys().count();
    if (parameters.containsKey("max_wal_senders")
        && capacity.maxWalSenders() < Capacity.senders(standbys)) {
      at.key("max_wal_senders")
          .add(
              "%d is too few for %d standbys: 2 for each while it clones, and 2 for a backup, make %d; raise it or leave it out"
                  .formatted(capacity.maxWalSenders(), standbys, Capacity.senders(standbys)));
    }
    if (parameters.containsKey("max_replication_slots")
        && capacity.maxReplicationSlots() < standbys) {
      at.key("max_replication_slots")
          .add(
              "%d is too few for %d standbys, which take one each; raise it or leave it out"
                  .formatted(capacity.maxReplicationSlots(), standbys));
    }
  }

  private static void connections(Problems at, PgCluster cluster, Capacity capacity) {
    long reserved = Capacity.reserved(cluster);
    long max = capacity.maxConnections();
    if (reserved >= max) {
      at.add(
          "%d leaves nothing for roles: %d are kept for superusers; raise it"
              .formatted(max, reserved));
      return;
    }
    long needed = capacity.routerConnections() + Capacity.RESERVE;
    if (cluster.router().pods() > 0 && needed > max - reserved) {
      at.add(
          ("%d is too few: the router may open %d (num_init_children %d * max_pool %d * %d pods), %d are kept"
                  + " free beside it and %d for superusers, which makes %d; raise it or leave it out, or lower"
                  + " router.parameters.num_init_children or max_pool")
              .formatted(
                  max,
                  capacity.routerConnections(),
                  Capacity.children(cluster),
                  Capacity.pool(cluster),
                  cluster.router().pods(),
                  Capacity.RESERVE,
                  reserved,
                  needed + reserved));
    }
  }
}
