package io.pgcluster.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A statement that runs on the server of the transaction it is run in. When that is another one
 * than it was made on, it is made again there, with the settings and parameters that it had.
 */
final class RoutedStatement extends JdbcProxy {
  private static final String PARAMETER = "#";

  private final Connection logical;
  private final Servers servers;
  private final Transactions transactions;
  private final Call creation;
  private final Map<String, Call> told = new LinkedHashMap<>();
  private Physical place;
  private boolean batch;
  private boolean closed;

  // Another thread may cancel.
  private volatile Statement statement;

  RoutedStatement(Connection logical, Servers servers, Transactions transactions, Call creation)
      throws SQLException {
    super("routed statement");
    this.logical = logical;
    this.servers = servers;
    this.transactions = transactions;
    this.creation = creation;
    this.place = transactions.ready();
    this.statement = make(place);
  }

  private Statement make(Physical where) throws SQLException {
    if (creation.on(where.connection()) instanceof Statement made) {
      return made;
    }
    throw new SQLException("the driver made no statement", SqlStates.NOT_IN_STATE);
  }

  @Override
  @Nullable Object handle(Object proxy, Call call) throws SQLException {
    String name = call.name();
    if (name.equals("isClosed") && servers.isClosed()) {
      return true;
    }
    if (!name.equals("close") && !name.equals("isClosed")) {
      servers.checkOpen();
    }
    if (name.equals("getConnection")) {
      return logical;
    }
    if (name.startsWith("execute") && !closed) {
      return execute(call);
    }
    Object result = call.on(statement);
    keep(call);
    return result;
  }

  private @Nullable Object execute(Call call) throws SQLException {
    Physical where = transactions.begin();
    try {
      if (where != place) {
        moveTo(where);
      }
      return call.on(statement);
    } catch (SQLException e) {
      where.failed(e);
      throw e;
    } finally {
      batch = batch && !call.name().endsWith("Batch");
      transactions.ran(where);
    }
  }

  private void moveTo(Physical where) throws SQLException {
    if (batch) {
      throw new SQLException(
          "statement: its batch was filled for another server than the one this transaction runs"
              + " on; fill it in the transaction that runs it",
          SqlStates.NOT_IN_STATE);
    }
    Statement old = statement;
    statement = make(where);
    place = where;
    closeQuietly(old);
    for (Call call : told.values()) {
      call.on(statement);
    }
  }

  private static void closeQuietly(Statement old) {
    try {
      old.close();
    } catch (SQLException e) {
      // Nothing is read from it any more.
    }
  }

  private void keep(Call call) {
    switch (call.name()) {
      case "close" -> closed = true;
      case "addBatch" -> batch = true;
      case "clearBatch" -> batch = false;
      case "clearParameters" -> told.keySet().removeIf(key -> key.startsWith(PARAMETER));
      case "registerOutParameter" -> told.put(PARAMETER + "out " + call.argument(0), call);
      case "closeOnCompletion" -> told.put(call.name(), call);
      default -> {
        if (call.name().startsWith("set")) {
          told.put(call.count() < 2 ? call.name() : PARAMETER + call.argument(0), call);
        }
      }
    }
  }
}
