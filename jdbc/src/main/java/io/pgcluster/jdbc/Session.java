package io.pgcluster.jdbc;

import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A connection whose every step ends by a deadline. Closing it never fails. */
final class Session implements AutoCloseable {
  /** The server is asked to cancel first; only a silent one is hung up on. */
  private static final int GRACE_SECONDS = 3;

  /** The SQLSTATE of warnings that have no other; notices have 00000. */
  private static final String WARNING = "01000";

  private final Connection connection;
  private final Deadline deadline;

  private Session(Connection connection, Deadline deadline) {
    this.connection = connection;
    this.deadline = deadline;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  static Session open(Connector connector, Target target, Deadline deadline)
      throws SQLException, InterruptedException {
    Deadline.checkInterrupt();
    try {
      return new Session(connect(connector, target, deadline), deadline);
    } catch (SQLException e) {
      // pgjdbc reports an interrupt while connecting as a failed connection, with the flag set.
      Deadline.checkInterrupt();
      throw e;
    }
  }

  private static Connection connect(Connector connector, Target target, Deadline deadline)
      throws SQLException {
    Duration step = Duration.ofSeconds(deadline.stepSeconds());
    return new Endpoint(connector, target.role(), target.database())
        .open(target.route(), step, step.plusSeconds(GRACE_SECONDS));
  }

  /** Where a session goes. */
  record Target(Route route, String role, String database) {}

  <T> List<T> query(String sql, Row<T> row, Object... parameters)
      throws SQLException, InterruptedException {
    Deadline.checkInterrupt();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(deadline.stepSeconds());
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(row.read(result));
        }
      }
      return rows;
    }
  }

  /** For statements that give one row. */
  <T> T one(String sql, Row<T> row, Object... parameters)
      throws SQLException, InterruptedException {
    List<T> rows = query(sql, row, parameters);
    if (rows.size() != 1) {
      throw new SQLException("expected one row and got " + rows.size());
    }
    return rows.get(0);
  }

  void run(String sql) throws SQLException, InterruptedException {
    Deadline.checkInterrupt();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(deadline.stepSeconds());
      statement.execute(sql);
      SQLWarning warning = statement.getWarnings();
      if (warning != null && WARNING.equals(warning.getSQLState())) {
        // So ends a commit that no synchronous standby confirmed in time: locally, with a warning.
        throw new SQLException(warning.getMessage(), warning.getSQLState());
      }
    }
  }

  Object textArray(List<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }

  void begin() throws SQLException {
    connection.setAutoCommit(false);
  }

  /** As a statement, because only that has a time limit. */
  void commit() throws SQLException, InterruptedException {
    run("COMMIT");
    connection.setAutoCommit(true);
  }

  /** An open transaction ends with the connection, and the server rolls it back. */
  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // There is nothing more to do with it, and what it was for has been seen already.
    }
  }
}
