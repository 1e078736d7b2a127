package io.pgcluster.router;

import io.pgcluster.config.HbaRule;
import io.pgcluster.config.HbaText;
import io.pgcluster.config.PgpoolCatalogue;
import io.pgcluster.config.PgpoolConf;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PoolKey;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.internal.Digest;
import io.pgcluster.internal.TextResource;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import io.pgcluster.spec.RouterSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files that turn a container into the router: configuration and script, which anybody may
 * read, and what is secret.
 *
 * @since 0.1
 */
public final class RouterFiles {
  /** Where all files are mounted, side by side as pgpool wants them. */
  public static final String CONFIGURATION = "/etc/pgcluster/router";

  /** A folder in memory for sockets, the pid file and what pgpool remembers. */
  public static final String WORK = "/run/pgpool";

  /** The script, in {@link #CONFIGURATION}. */
  public static final String SCRIPT = "pgpool.sh";

  /**
   * The file of passwords: in {@link #CONFIGURATION} as it comes, in {@link #WORK} as it is read.
   */
  public static final String POOL_PASSWD = "pool_passwd";

  /** Among the secret files, the moment at which the others take effect, in seconds since 1970. */
  public static final String SWITCH_AT = "switch-at";

  /** Read once, when first needed. */
  private static final class Script {
    static final String TEXT = TextResource.read(RouterFiles.class, SCRIPT);
  }

  private RouterFiles() {}

  /**
   * What anybody may read.
   *
   * @param cluster the description
   * @param primaryHost by which the router reaches the primary
   * @param standbyHosts by which it reaches the standbys, and the names under which they stream
   * @return file names and contents
   */
  public static SortedMap<String, String> configuration(
      PgCluster cluster, String primaryHost, List<String> standbyHosts) {
    TreeMap<String, String> files = new TreeMap<>();
    files.put("pgpool.conf", PgpoolConf.render(parameters(cluster, primaryHost, standbyHosts)));
    files.put("pool_hba.conf", clientAuthentication(cluster));
    files.put(SCRIPT, Script.TEXT);
    return files;
  }

  /**
   * Tells apart what pgpool takes up only when it starts.
   *
   * @param cluster the description
   * @param primaryHost by which the router reaches the primary
   * @param standbyHosts by which it reaches the standbys
   * @param key the key of the entries of pool_passwd
   * @return another one when the router has to be restarted
   */
  public static String startFingerprint(
      PgCluster cluster, String primaryHost, List<String> standbyHosts, Password key) {
    return Digest.of(
        PgpoolConf.render(
            PgpoolCatalogue.of(cluster.router().version())
                .onlyAtStart(parameters(cluster, primaryHost, standbyHosts))),
        Script.TEXT,
        key.reveal());
  }

  /**
   * What stands in pgpool.conf, for who runs the router elsewhere and changes places and addresses.
   *
   * @param cluster the description
   * @param primaryHost by which the router reaches the primary
   * @param standbyHosts by which it reaches the standbys, and the names under which they stream
   * @return sorted by name, values without quotes
   */
  public static SortedMap<String, String> parameters(
      PgCluster cluster, String primaryHost, List<String> standbyHosts) {
    return RouterParameters.of(cluster, primaryHost, standbyHosts);
  }

  /**
   * What stands in pool_hba.conf.
   *
   * @param cluster the description
   * @return the file
   */
  public static String clientAuthentication(PgCluster cluster) {
    return HbaText.pool(rules(cluster));
  }

  private static List<HbaRule> rules(PgCluster cluster) {
    String method = isMd5(cluster) ? "md5" : "scram-sha-256";
    List<HbaRule> rules = new ArrayList<>(cluster.router().hba());
    List<String> all = List.of("all");
    for (String address : List.of("0.0.0.0/0", "::/0")) {
      rules.add(new HbaRule("host", all, all, address, method, Map.of()));
    }
    return rules;
  }

  private static boolean isMd5(PgCluster cluster) {
    return cluster.postgres().passwordEncryption() == PasswordEncryption.MD5;
  }

  /**
   * Whose passwords pgpool has to know: of who logs in through it, and its own.
   *
   * @param cluster the description
   * @return names of login roles; not that of replication, which goes past it
   */
  public static List<String> roles(PgCluster cluster) {
    AccessSettings access = cluster.access();
    return Stream.concat(
            Stream.of(access.superuser(), Role.named(AccessSettings.ROUTER_ROLE)),
            access.roles().stream().filter(r -> r.attributes().contains(RoleAttribute.LOGIN)))
        .map(Role::name)
        .distinct()
        .toList();
  }

  /**
   * What is secret.
   *
   * @param cluster the description
   * @param passwords the passwords of the roles that log in through the router, by role name
   * @param isMd5 whether PostgreSQL keeps a role's password as md5, so that pgpool has to as well
   * @param key the key of the entries, unless passwords are md5
   * @return file names and contents
   */
  public static SortedMap<String, String> secrets(
      PgCluster cluster,
      SortedMap<String, Password> passwords,
      Predicate<String> isMd5,
      Password key) {
    PoolPasswd file = PoolPasswd.empty();
    try (PoolKey poolKey = PoolKey.of(key)) {
      for (Map.Entry<String, Password> role : passwords.entrySet()) {
        file =
            file.put(
                isMd5.test(role.getKey())
                    ? PoolPasswdEntry.md5(role.getKey(), role.getValue())
                    : PoolPasswdEntry.aes(role.getKey(), role.getValue(), poolKey));
      }
    }
    RouterSettings router = cluster.router();
    for (PoolPasswdEntry entry : router.poolPasswd()) {
      file = file.put(entry);
    }
    TreeMap<String, String> files = new TreeMap<>();
    files.put(POOL_PASSWD, file.render());
    files.put("pool-key", key.reveal());
    return files;
  }
}
