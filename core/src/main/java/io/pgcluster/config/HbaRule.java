package io.pgcluster.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One line of pg_hba.conf or pool_hba.conf.
 *
 * <p>A database or user is meant as it stands: {@code my role} and {@code a,b} are names, and need
 * no quotes here. A bare keyword is the keyword. In quotes a keyword is a name: {@code "all"}, with
 * quotes in it doubled. For PostgreSQL {@code +group} as a user is every member of a role, and from
 * version 16 on {@code /^app} is a regular expression.
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

  /**
   * An element that stands for one database or user whatever its name is, a keyword's too.
   *
   * @param name the name
   * @return the name, in quotes
   */
  public static String name(String name) {
    return HbaText.quoted(name);
  }
}
