package io.pgcluster.topology;

import io.pgcluster.config.HbaRule;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The rules of pg_hba.conf: what the cluster itself lives by, the caller's, and a last one by which
 * every role logs in with its password.
 *
 * @since 0.1
 */
public final class ClientAuthentication {
  private static final List<String> ALL = List.of("all");

  private ClientAuthentication() {}

  /**
   * The rules.
   *
   * @param cluster the description
   * @return in order: the first that fits decides
   */
  public static List<HbaRule> of(PgCluster cluster) {
    AccessSettings access = cluster.access();
    String superuser = HbaRule.name(access.superuser().name());
    String replication = HbaRule.name(access.replication().name());
    List<HbaRule> rules = new ArrayList<>();
    // Who reaches the socket has the data folder's user already.
    rules.add(new HbaRule("local", ALL, List.of(superuser), "", "trust", Map.of()));
    rules.add(password(cluster, List.of("replication", "postgres"), List.of(replication)));
    rules.add(password(cluster, ALL, List.of(AccessSettings.ROUTER_ROLE)));
    rules.addAll(cluster.postgres().hba());
    rules.add(password(cluster, ALL, ALL));
    return rules;
  }

  private static HbaRule password(PgCluster cluster, List<String> databases, List<String> users) {
    String method =
        cluster.postgres().passwordEncryption() == PasswordEncryption.MD5 ? "md5" : "scram-sha-256";
    return new HbaRule("host", databases, users, "all", method, Map.of());
  }
}
