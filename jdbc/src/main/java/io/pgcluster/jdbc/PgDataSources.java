package io.pgcluster.jdbc;

import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Makes data sources of a cluster, for programs and their pools. Stateless and thread-safe.
 *
 * @since 0.1
 */
public final class PgDataSources {
  private PgDataSources() {}

  /**
   * All connections by one route. They are not pooled, and each asks the connector anew where to go
   * and how to log in: so a pool on top of it follows a failover and a rotated password. Opened as
   * by {@link Connections#open(io.pgcluster.runtime.ConnectionInfo)}.
   *
   * @param connector says how to reach the cluster, such as {@code running::connection}
   * @param route which address to take
   * @param role the login role; connections for another user are refused with {@code
   *     SQLFeatureNotSupportedException}
   * @param database the database
   * @return thread-safe
   */
  public static DataSource of(Connector connector, Route route, String role, String database) {
    return new OneRoute(new Endpoint(connector, role, database), route);
  }

  /**
   * Read-only transactions to standbys, the rest to the primary. The same as {@link
   * RoutingDataSource#of}.
   *
   * @param connector says how to reach the cluster, such as {@code running::connection}
   * @param role the login role
   * @param database the database
   * @return thread-safe
   */
  public static RoutingDataSource routing(Connector connector, String role, String database) {
    return RoutingDataSource.of(connector, role, database);
  }

  private static final class OneRoute extends AbstractDataSource {
    private final Endpoint endpoint;
    private final Route route;

    OneRoute(Endpoint endpoint, Route route) {
      this.endpoint = endpoint;
      this.route = route;
    }

    @Override
    public Connection getConnection() throws SQLException {
      return endpoint.open(route, connectTimeout());
    }

    @Override
    public String toString() {
      return "data source of %s as %s by route %s"
          .formatted(endpoint.database(), endpoint.role(), route);
    }
  }
}
