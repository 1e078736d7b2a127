package io.pgcluster.jdbc;

import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;

/**
 * Says how to reach a cluster from where this program runs; a runtime's {@code connection} method
 * is one.
 *
 * <p>Asked anew for each session. Where a route leads to several instances, an answer must not tie
 * all sessions to one of them: a proof wants to see each standby.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Connector {
  /**
   * Where to connect next.
   *
   * @param route which address to take
   * @param role the login role
   * @param database the database
   * @return an address and credentials
   * @throws io.pgcluster.PgClusterException when there is no way; the message says why
   */
  ConnectionInfo connection(Route route, String role, String database);
}
