package io.pgcluster.embedded;

import io.pgcluster.config.HbaText;
import io.pgcluster.config.ParameterText;
import io.pgcluster.config.PostgresqlConf;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgpassEntry;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.ClientAuthentication;
import io.pgcluster.topology.ServerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files beside an instance's data: the same as on Kubernetes but for what is of this machine.
 */
final class InstanceConfiguration {
  static final String CONF = "postgresql.conf";
  static final String HBA = "pg_hba.conf";

  /** Nothing else can reach the servers. */
  static final String ADDRESS = "127.0.0.1";

  /** Where nothing ever listens: port 1 is for who may bind any port. */
  private static final int NOWHERE = 1;

  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final boolean durable;
  private final RunAs runAs;

  InstanceConfiguration(PgCluster cluster, ClusterFolder folder, boolean durable, RunAs runAs) {
    this.cluster = cluster;
    this.folder = folder;
    this.durable = durable;
    this.runAs = runAs;
  }

  /** Writes all that an instance needs to start. */
  void write(ClusterState state, String instance, Password replication) throws IOException {
    Path own = folder.instance(instance);
    if (!Files.isDirectory(own)) {
      Files.createDirectory(own);
      FileOwners.close(own);
      runAs.give(own);
    }
    rewrite(state, instance);
    password(instance, replication);
  }

  /** Writes what a standby logs in with; PostgreSQL reads it at each connection. */
  void password(String instance, Password replication) throws IOException {
    PgpassEntry entry =
        new PgpassEntry(
            PgpassEntry.ANY,
            PgpassEntry.ANY,
            PgpassEntry.ANY,
            cluster.access().replication().name(),
            replication);
    Path next = folder.instance(instance).resolve("pgpass.new");
    FileOwners.writeSecret(next, entry.line() + "\n");
    runAs.give(next);
    Files.move(next, next.resolveSibling("pgpass"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Writes what a running server takes up when it is told to. */
  void rewrite(ClusterState state, String instance) throws IOException {
    Path own = folder.instance(instance);
    for (Map.Entry<String, String> text : files(state, instance).entrySet()) {
      file(own.resolve(text.getKey()), text.getValue());
    }
    Path marker = own.resolve("standby");
    if (state.isPrimary(instance)) {
      Files.deleteIfExists(marker);
    } else {
      file(marker, "");
    }
  }

  private void file(Path path, String text) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(next, text);
    runAs.give(next);
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The files that a server reads again, as they should be. */
  SortedMap<String, String> files(ClusterState state, String instance) {
    SortedMap<String, String> parameters = parameters(state, instance);
    String rules = HbaText.postgres(ClientAuthentication.of(cluster));
    parameters.put(
        ServerParameters.CONFIGURATION,
        ServerParameters.fingerprint(PostgresqlConf.render(parameters), rules));
    return new TreeMap<>(Map.of(CONF, PostgresqlConf.render(parameters), HBA, rules));
  }

  /** What a server says that has read its files. */
  String fingerprint(ClusterState state, String instance) {
    return ParameterText.read(files(state, instance).getOrDefault(CONF, ""))
        .getOrDefault(ServerParameters.CONFIGURATION, "");
  }

  private SortedMap<String, String> parameters(ClusterState state, String instance) {
    SortedMap<String, String> parameters = ServerParameters.of(cluster);
    SortedMap<String, String> described = cluster.postgres().parameters();
    local(parameters, described, durable);
    parameters.put("port", String.valueOf(state.port(instance)));
    parameters.put("hba_file", folder.instance(instance).resolve(HBA).toString());
    parameters.put("cluster_name", instance);
    if (!state.isPrimary(instance)) {
      parameters.put("primary_conninfo", conninfo(state, instance));
      parameters.put("primary_slot_name", state.slot(instance));
    }
    state
        .heldAt(instance)
        .ifPresent(
            position -> {
              parameters.put("recovery_target_lsn", position.toString());
              // What begins at the position is behind it.
              parameters.put("recovery_target_inclusive", "off");
              parameters.put("recovery_target_action", "pause");
            });
    return parameters;
  }

  /** What is of this machine; the caller's own parameters go before it. */
  static void local(
      SortedMap<String, String> parameters, SortedMap<String, String> described, boolean durable) {
    parameters.put("listen_addresses", ADDRESS);
    parameters.put("unix_socket_directories", "");
    if (!described.containsKey("wal_retrieve_retry_interval")) {
      // All start at once: a standby that was first asks again at once.
      parameters.put("wal_retrieve_retry_interval", "20ms");
    }
    // In the data folder, so that a killed server leaves nothing in /dev/shm.
    parameters.putIfAbsent("dynamic_shared_memory_type", "mmap");
    if (!durable) {
      parameters.putIfAbsent("fsync", "off");
      parameters.putIfAbsent("full_page_writes", "off");
    }
  }

  private String conninfo(ClusterState state, String instance) {
    int port = state.has(ClusterState.CUT, instance) ? NOWHERE : state.port(state.primary());
    return "host=%s port=%d user='%s' application_name=%s passfile='%s'"
        .formatted(
            ADDRESS,
            port,
            quoted(cluster.access().replication().name()),
            instance,
            quoted(folder.instance(instance).resolve("pgpass").toString()));
  }

  private static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }
}
