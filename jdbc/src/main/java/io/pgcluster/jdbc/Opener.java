package io.pgcluster.jdbc;

import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** Opens connections to one database as one role. */
@FunctionalInterface
interface Opener {
  Connection open(Route route, Duration connect) throws SQLException;
}
