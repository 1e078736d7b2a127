package io.pgcluster.topology;

import io.pgcluster.internal.Digest;
import io.pgcluster.spec.Capacity;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The server parameters that every instance of a cluster has wherever it runs: the library's own
 * under the caller's. Where an instance listens and keeps its files is added by who starts it.
 *
 * @since 0.1
 */
public final class ServerParameters {
  /** What a dead standby may cost the primary's disk before it has to be cloned again. */
  private static final String MAX_SLOT_WAL_KEEP_SIZE = "2GB";

  /**
   * The parameter that says which configuration a server has read: {@code SHOW} tells whether a
   * reload has reached it. PostgreSQL keeps it, and makes nothing of it.
   */
  public static final String CONFIGURATION = "pgcluster.configuration";

  private ServerParameters() {}

  /**
   * The value of {@link #CONFIGURATION} for some files.
   *
   * @param texts the files, without it
   * @return another one for other texts
   */
  public static String fingerprint(String... texts) {
    return Digest.of(texts);
  }

  /**
   * The parameters.
   *
   * @param cluster the description
   * @return sorted by name, values without quotes
   */
  public static SortedMap<String, String> of(PgCluster cluster) {
    TreeMap<String, String> parameters = new TreeMap<>();
    Capacity capacity = Capacity.of(cluster);
    parameters.put("max_connections", String.valueOf(capacity.maxConnections()));
    parameters.put("max_wal_senders", String.valueOf(capacity.maxWalSenders()));
    parameters.put("max_replication_slots", String.valueOf(capacity.maxReplicationSlots()));
    parameters.put("max_slot_wal_keep_size", MAX_SLOT_WAL_KEEP_SIZE);
    // A standby that lost its primary looks for it twice a second instead of every five.
    parameters.put("wal_retrieve_retry_interval", "500ms");
    // A pod that loses its network says no goodbye: by default that is noticed after a minute, and
    // as long its standby follows nobody, or its slot is taken.
    parameters.put("wal_receiver_timeout", "15s");
    parameters.put("wal_sender_timeout", "15s");
    if (cluster.postgres().version() >= 17) {
      // Else postgresql.auto.conf, which a standby copies, would win over what is described.
      parameters.put("allow_alter_system", "off");
    }
    parameters.putAll(cluster.postgres().parameters());
    parameters.put("hot_standby", "on");
    parameters.put("password_encryption", encryption(cluster));
    return parameters;
  }

  private static String encryption(PgCluster cluster) {
    return cluster.postgres().passwordEncryption() == PasswordEncryption.MD5
        ? "md5"
        : "scram-sha-256";
  }
}
