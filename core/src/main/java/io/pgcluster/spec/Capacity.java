package io.pgcluster.spec;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many connections and WAL senders a cluster needs and has. Where the description does not set
 * {@code max_connections} and its like, they are made large enough; where it does, validation
 * refuses what is too small. Immutable.
 *
 * @param routerConnections connections that all router pods together may hold open to one instance:
 *     {@code num_init_children * max_pool} for each pod
 * @param maxConnections {@code max_connections} of every instance
 * @param maxWalSenders {@code max_wal_senders} of every instance
 * @param maxReplicationSlots {@code max_replication_slots} of every instance
 * @since 0.1
 */
public record Capacity(
    long routerConnections, long maxConnections, long maxWalSenders, long maxReplicationSlots) {
  /** pgpool's own default, in all versions. */
  public static final int DEFAULT_NUM_INIT_CHILDREN = 32;

  /** pgpool's own default, in all versions. */
  public static final int DEFAULT_MAX_POOL = 4;

  /** Connections kept free beside the router's: psql, monitoring, pgpool's own checks. */
  public static final int RESERVE = 10;

  private static final int POSTGRES_MAX_CONNECTIONS = 100;
  private static final int POSTGRES_MAX_WAL_SENDERS = 10;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  /**
   * What a description needs, or says.
   *
   * @param cluster the description
   * @return its numbers
   */
  public static Capacity of(PgCluster cluster) {
    Map<String, String> postgres = cluster.postgres().parameters();
    long router = children(cluster) * pool(cluster) * cluster.router().pods();
    long standbys = cluster.standbys().count();
    return new Capacity(
        router,
        number(
            postgres,
            "max_connections",
            Math.max(POSTGRES_MAX_CONNECTIONS, router + RESERVE + reserved(cluster))),
        number(postgres, "max_wal_senders", Math.max(POSTGRES_MAX_WAL_SENDERS, senders(standbys))),
        number(
            postgres,
            "max_replication_slots",
            Math.max(POSTGRES_MAX_WAL_SENDERS, slots(standbys))));
  }

  static long children(PgCluster cluster) {
    return number(cluster.router().parameters(), "num_init_children", DEFAULT_NUM_INIT_CHILDREN);
  }

  static long pool(PgCluster cluster) {
    return number(cluster.router().parameters(), "max_pool", DEFAULT_MAX_POOL);
  }

  /** Connections that PostgreSQL keeps for superusers and pg_use_reserved_connections. */
  static long reserved(PgCluster cluster) {
    Map<String, String> postgres = cluster.postgres().parameters();
    return number(postgres, "superuser_reserved_connections", 3)
        + number(postgres, "reserved_connections", 0);
  }

  /** A standby streams over one, and clones over two; two more for a backup. */
  static long senders(long standbys) {
    return 2 * standbys + 2;
  }

  /** One for each standby, and two for a backup or a subscriber. */
  static long slots(long standbys) {
    return standbys + 2;
  }

  private static long number(Map<String, String> parameters, String name, long byDefault) {
    String text = parameters.get(name);
    return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : byDefault;
  }
}
