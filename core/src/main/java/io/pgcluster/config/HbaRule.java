package io.pgcluster.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of pg_hba.conf or pool_hba.conf.
 *
 * @param type {@code local}, {@code host}, {@code hostssl}, {@code hostnossl}, {@code hostgssenc}
 *     or {@code hostnogssenc}
 * @param databases names or the keywords {@code all}, {@code sameuser}, {@code samerole}, {@code
 *     replication}
 * @param users names or the keyword {@code all}
 * @param address CIDR, host name, {@code all}, {@code samehost} or {@code samenet}; empty for
 *     {@code local}
 * @param method the authentication method
 * @param options options of the method
 * @since 0.1
 */
public record HbaRule(
    String type,
    List<String> databases,
    List<String> users,
    String address,
    String method,
    Map<String, String> options) {
  /** Keeps its own copies. */
  public HbaRule {
    databases = List.copyOf(databases);
    users = List.copyOf(users);
    options = Collections.unmodifiableMap(new TreeMap<>(options));
  }
}
