package io.pgcluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A connection to one server, and what it has been told so far. Closing it never fails. */
final class Physical implements AutoCloseable {
  private final Connection connection;
  private final boolean primary;
  private final Map<String, Call> told = new HashMap<>();
  private boolean broken;

  Physical(Connection connection, boolean primary) {
    this.connection = connection;
    this.primary = primary;
  }

  Connection connection() {
    return connection;
  }

  /** Whether it was opened as one to the primary. */
  boolean isPrimary() {
    return primary;
  }

  boolean knows(String setting, Call call) {
    return call.equals(told.get(setting));
  }

  void tell(String setting, Call call) throws SQLException {
    // In a transaction of its own: a rollback must not undo it.
    outsideTransactions();
    call.on(connection);
    told.put(setting, call);
  }

  /** Each statement its own transaction, so that it sees what is there when it runs. */
  void outsideTransactions() throws SQLException {
    if (!connection.getAutoCommit()) {
      mode(true, false);
    }
  }

  /**
   * Without autoCommit, BEGIN says that it is read-only; with it, the driver must tell the server
   * before. So the order saves a trip.
   */
  void mode(boolean autoCommit, boolean readOnly) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.setReadOnly(readOnly);
    }
    connection.setAutoCommit(autoCommit);
    connection.setReadOnly(readOnly);
  }

  /** Told of each failure: some mean that the server has hung up, or will. */
  void failed(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    broken = broken || state.startsWith("08") || state.startsWith("57P");
  }

  boolean isUsable() throws SQLException {
    return !broken && !connection.isClosed();
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      // It is not used any more, and the server rolls back what was open.
    }
  }
}
