package io.pgcluster.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A logical connection: what JDBC asks of one, said to the server of the running transaction. */
final class RoutedConnection extends JdbcProxy {
  private final Servers servers;
  private final Settings settings = new Settings();
  private final Transactions transactions;

  private RoutedConnection(Servers servers, String description) {
    super(description);
    this.servers = servers;
    this.transactions = new Transactions(servers, settings);
  }

  static Connection of(Servers servers, String description) {
    return new RoutedConnection(servers, description).as(Connection.class);
  }

  @Override
  @Nullable Object handle(Object proxy, Call call) throws SQLException {
    switch (call.name()) {
      case "close" -> servers.close();
      case "isClosed" -> {
        return servers.isClosed();
      }
      case "isValid" -> {
        return isValid((int) call.required(0));
      }
      case "abort" -> abort(call.argument(0));
      // Hints for pools; there is nothing to do.
      case "beginRequest", "endRequest" -> servers.checkOpen();
      default -> {
        servers.checkOpen();
        return whileOpen((Connection) proxy, call);
      }
    }
    return null;
  }

  private @Nullable Object whileOpen(Connection self, Call call) throws SQLException {
    if (Settings.isOne(call.name())) {
      transactions.set(call);
      return null;
    }
    return switch (call.name()) {
      case "setAutoCommit", "setReadOnly", "commit", "rollback" -> transaction(call);
      case "createStatement", "prepareStatement", "prepareCall" ->
          new RoutedStatement(self, servers, transactions, call)
              .as(call.returns().asSubclass(Statement.class));
      case "getMetaData" -> new MetaData(self).as(DatabaseMetaData.class);
      case "getWarnings" -> warnings();
      case "clearWarnings" -> clearWarnings();
      default -> read(call);
    };
  }

  private @Nullable Object transaction(Call call) throws SQLException {
    switch (call.name()) {
      case "setAutoCommit" -> transactions.setAutoCommit((boolean) call.required(0));
      case "setReadOnly" -> transactions.setReadOnly((boolean) call.required(0));
      case "commit" -> transactions.commit();
      default -> {
        if (call.count() > 0) {
          return there(call);
        }
        transactions.rollback();
      }
    }
    return null;
  }

  /** What is known here needs no server: pools ask for it whenever they lend a connection. */
  private @Nullable Object read(Call call) throws SQLException {
    return switch (call.name()) {
      case "getAutoCommit" -> settings.autoCommit();
      case "isReadOnly" -> settings.readOnly();
      case "getNetworkTimeout" -> settings.last("setNetworkTimeout").orElse(0);
      case "getHoldability" ->
          settings.last("setHoldability").orElse(ResultSet.CLOSE_CURSORS_AT_COMMIT);
      case "getTransactionIsolation" -> {
        Object set = settings.last("setTransactionIsolation").orElse(null);
        yield set == null ? call.on(transactions.ready().connection()) : set;
      }
      case "isWrapperFor" -> call.on(transactions.ready().connection());
      default -> there(call);
    };
  }

  private @Nullable Object there(Call call) throws SQLException {
    Physical where = transactions.begin();
    try {
      return call.on(where.connection());
    } catch (SQLException e) {
      where.failed(e);
      throw e;
    }
  }

  /**
   * What is held and does not answer is not used again; unless a transaction runs on it, this
   * connection is as good as before.
   */
  private boolean isValid(int seconds) throws SQLException {
    if (seconds < 0) {
      throw new SQLException(
          "connection: cannot wait %d s for an answer; 0 is for ever".formatted(seconds), "22023");
    }
    boolean valid = !servers.isClosed();
    for (Physical held : valid ? servers.held() : List.<Physical>of()) {
      if (!held.connection().isValid(seconds)) {
        held.close();
        valid = valid && !transactions.running().filter(held::equals).isPresent();
      }
    }
    return valid;
  }

  private void abort(@Nullable Object executor) throws SQLException {
    if (!(executor instanceof Executor threads)) {
      throw new SQLException("connection: abort needs an executor", "22023");
    }
    servers.abort(threads);
  }

  private @Nullable SQLWarning warnings() throws SQLException {
    for (Physical held : servers.held()) {
      SQLWarning warning = held.isUsable() ? held.connection().getWarnings() : null;
      if (warning != null) {
        return warning;
      }
    }
    return null;
  }

  private @Nullable Object clearWarnings() throws SQLException {
    for (Physical held : servers.held()) {
      if (held.isUsable()) {
        held.connection().clearWarnings();
      }
    }
    return null;
  }

  /** Asked of the server of the moment, so it outlives a change of servers. */
  private final class MetaData extends JdbcProxy {
    private final Connection self;

    MetaData(Connection self) {
      super("metadata of a routed connection");
      this.self = self;
    }

    @Override
    @Nullable Object handle(Object proxy, Call call) throws SQLException {
      servers.checkOpen();
      if (call.name().equals("getConnection")) {
        return self;
      }
      Physical where = transactions.begin();
      try {
        return call.on(where.connection().getMetaData());
      } catch (SQLException e) {
        where.failed(e);
        throw e;
      }
    }
  }
}
