package io.pgcluster.jdbc;

import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of a logical connection, one after the other: each takes place on one server,
 * which is chosen when it begins, that is at the first use that needs one.
 */
final class Transactions {
  private final Servers servers;
  private final Settings settings;
  private @Nullable Physical running;

  Transactions(Servers servers, Settings settings) {
    this.servers = servers;
    this.settings = settings;
  }

  /** Where the next statement is to run. Without autoCommit, a transaction runs from now on. */
  Physical begin() throws SQLException {
    servers.checkOpen();
    if (running != null) {
      return running;
    }
    Physical chosen = settings.allowsStandby() ? servers.standby() : servers.primary();
    settings.applyTo(chosen);
    running = settings.autoCommit() ? null : chosen;
    return chosen;
  }

  /**
   * Where statements are made. Begins nothing, so that making one and running it does not ask twice
   * how fresh a standby is.
   */
  Physical ready() throws SQLException {
    servers.checkOpen();
    if (running != null) {
      return running;
    }
    for (Physical held : servers.held()) {
      if (held.isPrimary() != settings.allowsStandby() && held.isUsable()) {
        settings.applyTo(held);
        return held;
      }
    }
    Physical chosen = settings.allowsStandby() ? servers.standby() : servers.primary();
    settings.applyTo(chosen);
    return chosen;
  }

  Optional<Physical> running() {
    return Optional.ofNullable(running);
  }

  /** After a statement ran there: with autoCommit it was a transaction. */
  void ran(Physical where) {
    if (settings.autoCommit()) {
      written(where);
    }
  }

  private void written(Physical where) {
    if (where.isPrimary() && !settings.readOnly()) {
      servers.remember(where);
    }
  }

  void commit() throws SQLException {
    refuseAutoCommit("commit");
    Physical ending = running;
    if (ending == null) {
      return;
    }
    try {
      ending.connection().commit();
    } catch (SQLException e) {
      ending.failed(e);
      servers.lost();
      // Else it can still be rolled back.
      running = ending.isUsable() ? ending : null;
      throw e;
    }
    running = null;
    written(ending);
  }

  void rollback() throws SQLException {
    refuseAutoCommit("roll back");
    Physical ending = running;
    running = null;
    // A server that has hung up has rolled back.
    if (ending != null && ending.isUsable()) {
      try {
        ending.connection().rollback();
      } catch (SQLException e) {
        ending.close();
        throw e;
      }
    }
  }

  private void refuseAutoCommit(String what) throws SQLException {
    servers.checkOpen();
    if (settings.autoCommit()) {
      throw new SQLException(
          "connection: cannot %s with autoCommit; call setAutoCommit(false) before".formatted(what),
          SqlStates.NO_TRANSACTION);
    }
  }

  /** As JDBC wants it: a running transaction is committed by a change. */
  void setAutoCommit(boolean on) throws SQLException {
    servers.checkOpen();
    if (on != settings.autoCommit()) {
      if (on) {
        commit();
      }
      settings.autoCommit(on);
    }
  }

  void setReadOnly(boolean on) throws SQLException {
    servers.checkOpen();
    if (running != null) {
      throw new SQLException(
          "connection: a transaction runs, and stays on its server; commit or roll back before"
              + " setReadOnly",
          SqlStates.IN_TRANSACTION);
    }
    settings.readOnly(on);
  }

  /** Of a running transaction at once; else when the next one begins. */
  void set(Call call) throws SQLException {
    servers.checkOpen();
    if (running != null) {
      call.on(running.connection());
    }
    settings.put(call);
  }
}
