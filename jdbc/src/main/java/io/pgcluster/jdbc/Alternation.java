package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import java.util.List;

/**
 * Logins of one owner that take turns, so that the former one goes on while programs change over.
 */
final class Alternation {
  private Alternation() {}

  /** Whose turn it is. */
  static String after(PgCluster cluster, String owner, String current) {
    List<String> logins = cluster.access().actingAs(owner);
    if (logins.size() < 2) {
      throw new PgClusterException(
          "cluster %s: role \"%s\": an overlap needs two roles that log in and act as it, there are %s; describe them by Role.named(…).actingAs(\"%s\")"
              .formatted(cluster.name(), owner, logins, owner));
    }
    return logins.get((logins.indexOf(current) + 1) % logins.size());
  }
}
