package io.pgcluster.topology;

import io.pgcluster.config.HbaText;
import io.pgcluster.config.PostgresCatalogue;
import io.pgcluster.config.PostgresqlConf;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgpassEntry;
import io.pgcluster.internal.Digest;
import io.pgcluster.internal.TextResource;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that turn a container into an instance: configuration and scripts, which anybody may
 * read, and what is secret.
 *
 * @since 0.1
 */
public final class InstanceFiles {
  /** Where {@link #configuration} is mounted; the scripts rely on it. */
  public static final String CONFIGURATION = "/etc/pgcluster/postgres";

  /** Where {@link #secrets} is mounted; the scripts rely on it. */
  public static final String SECRETS = "/etc/pgcluster/bootstrap";

  /** Where the data volume is mounted. */
  public static final String DATA = "/var/lib/postgresql/data";

  /** The data folder; below the mount, as a file system of its own has {@code lost+found}. */
  public static final String PGDATA = DATA + "/pgdata";

  /** A folder in memory for the socket, the default of Debian's programs. */
  public static final String SOCKETS = "/var/run/postgresql";

  /** A folder in memory for what only the instance itself may read. */
  public static final String PRIVATE = "/run/pgcluster";

  /** The script of the primary, in {@link #CONFIGURATION}. */
  public static final String PRIMARY_SCRIPT = "primary.sh";

  /** The script of a standby, in {@link #CONFIGURATION}. */
  public static final String STANDBY_SCRIPT = "standby.sh";

  private static final String HBA = "pg_hba.conf";

  /**
   * A pod that is gone answers nothing, and a standby would wait a minute (wal_receiver_timeout)
   * before it asks again. So TCP gives up after about ten seconds without an answer; in contrast to
   * a shorter wal_receiver_timeout, a primary that is merely busy is no reason. See libpq,
   * "Parameter Key Words".
   */
  private static final String GONE =
      "keepalives_idle=5 keepalives_interval=2 keepalives_count=3 tcp_user_timeout=10000";

  /** Read once, when first needed. */
  private static final class Scripts {
    static final Map<String, String> TEXTS =
        Stream.of("common.sh", PRIMARY_SCRIPT, STANDBY_SCRIPT)
            .collect(
                Collectors.toUnmodifiableMap(
                    name -> name, name -> TextResource.read(InstanceFiles.class, name)));
  }

  private InstanceFiles() {}

  /**
   * What anybody may read.
   *
   * @param cluster the description
   * @param primaryHost by which standbys reach the primary
   * @return file names and contents
   */
  public static SortedMap<String, String> configuration(PgCluster cluster, String primaryHost) {
    SortedMap<String, String> parameters = parameters(cluster);
    String rules = HbaText.postgres(ClientAuthentication.of(cluster));
    parameters.put(
        ServerParameters.CONFIGURATION,
        ServerParameters.fingerprint(PostgresqlConf.render(parameters), rules));
    TreeMap<String, String> files = new TreeMap<>();
    files.put("postgresql.conf", PostgresqlConf.render(parameters));
    files.put(HBA, rules);
    files.put("primary.conninfo", conninfo(cluster, primaryHost));
    files.putAll(Scripts.TEXTS);
    return files;
  }

  /**
   * The server's parameters in a pod, without the fingerprint of the files.
   *
   * @param cluster the description
   * @return sorted by name, values without quotes
   */
  public static SortedMap<String, String> parameters(PgCluster cluster) {
    SortedMap<String, String> parameters = ServerParameters.of(cluster);
    parameters.put("listen_addresses", "*");
    parameters.put("port", String.valueOf(cluster.postgres().port()));
    parameters.put("unix_socket_directories", SOCKETS);
    parameters.put("hba_file", CONFIGURATION + "/" + HBA);
    return parameters;
  }

  /**
   * Tells apart the parameters that a server takes up only when it starts.
   *
   * @param cluster the description
   * @return another one when the server has to be restarted
   */
  public static String startFingerprint(PgCluster cluster) {
    return Digest.of(
        PostgresqlConf.render(
            PostgresCatalogue.of(cluster.postgres().version()).onlyAtStart(parameters(cluster))));
  }

  /**
   * Tells apart what process 1 of an instance has read when it started: its scripts, and how a
   * standby reaches its primary.
   *
   * @param cluster the description
   * @param primaryHost by which standbys reach the primary
   * @param script {@link #PRIMARY_SCRIPT} or {@link #STANDBY_SCRIPT}
   * @return another one when the instance's pod has to be replaced
   */
  public static String processFingerprint(PgCluster cluster, String primaryHost, String script) {
    return Digest.of(
        Scripts.TEXTS.getOrDefault("common.sh", ""),
        Scripts.TEXTS.getOrDefault(script, ""),
        script.equals(STANDBY_SCRIPT) ? conninfo(cluster, primaryHost) : "");
  }

  /**
   * The parameters that a standby needs at least as high as its primary has them: so that it can be
   * seen who has to be restarted first.
   *
   * @param cluster the description
   * @return such as {@code max_connections=100,max_wal_senders=10}
   */
  public static String standbyNeeds(PgCluster cluster) {
    return parameters(cluster).entrySet().stream()
        .filter(parameter -> PostgresCatalogue.STANDBY_NEEDS.contains(parameter.getKey()))
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining(","));
  }

  /** What libpq needs to reach the primary, but for the password. */
  private static String conninfo(PgCluster cluster, String primaryHost) {
    return "host=%s port=%d user='%s' %s\n"
        .formatted(
            primaryHost,
            cluster.postgres().port(),
            cluster.access().replication().name().replace("\\", "\\\\").replace("'", "\\'"),
            GONE);
  }

  /**
   * What is secret.
   *
   * @param cluster the description
   * @param verifiers what PostgreSQL stores of each login role's password, by role name
   * @param replication the password of the replication role
   * @return file names and contents
   */
  public static SortedMap<String, String> secrets(
      PgCluster cluster, Map<String, String> verifiers, Password replication) {
    TreeMap<String, String> files = new TreeMap<>();
    files.put("roles.sql", script(SetupSql.roles(cluster, verifiers)));
    List<Database> databases = cluster.access().databases();
    for (int i = 0; i < databases.size(); i++) {
      List<String> statements = SetupSql.inside(databases.get(i));
      if (!statements.isEmpty()) {
        String file = "database-%03d".formatted(i);
        files.put(file + ".name", databases.get(i).name());
        files.put(file + ".sql", script(statements));
      }
    }
    if (!cluster.access().setupSql().isBlank()) {
      files.put("setup.sql", cluster.access().setupSql());
    }
    PgpassEntry entry =
        new PgpassEntry(
            PgpassEntry.ANY,
            PgpassEntry.ANY,
            PgpassEntry.ANY,
            cluster.access().replication().name(),
            replication);
    files.put("pgpass", entry.line() + "\n");
    return files;
  }

  /** As {@code postgres --single -j} reads it: an empty line after each statement. */
  private static String script(List<String> statements) {
    return String.join(";\n\n", statements) + ";\n\n";
  }
}
