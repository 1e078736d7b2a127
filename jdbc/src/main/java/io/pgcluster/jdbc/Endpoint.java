package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;

/** One database as one role; the connector is asked anew each time. */
record Endpoint(Connector connector, String role, String database) implements Opener {
  /** As long as it takes: what a program's own statements need, only the program knows. */
  @Override
  public Connection open(Route route, Duration connect) throws SQLException {
    return open(route, connect, Duration.ZERO);
  }

  Connection open(Route route, Duration connect, Duration read) throws SQLException {
    return Connections.open(info(route), connect, read);
  }

  private ConnectionInfo info(Route route) throws SQLException {
    try {
      return connector.connection(route, role, database);
    } catch (PgClusterException e) {
      throw new SQLNonTransientConnectionException(e.getMessage(), SqlStates.NO_CONNECTION, e);
    } catch (RuntimeException e) {
      // Not an error of ours, so its message may hold anything.
      throw new SQLNonTransientConnectionException(
          "no address for route %s: %s".formatted(route, e.getClass().getName()),
          SqlStates.NO_CONNECTION,
          e);
    }
  }
}
