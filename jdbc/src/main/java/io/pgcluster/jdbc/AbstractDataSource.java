package io.pgcluster.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What data sources have in common: how long connecting may take, and who may not log in. */
abstract class AbstractDataSource implements DataSource {
  private volatile int loginSeconds;
  private volatile @Nullable PrintWriter logWriter;

  /** Always refused: the role and its password come from the connector. */
  @Override
  public final Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException(
        "data source: logs in only as the role it was made for, with the password of the cluster;"
            + " make another data source for another role, and call getConnection()",
        SqlStates.NOT_SUPPORTED);
  }

  /** What was set; nothing is ever written to it. */
  @Override
  public final @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  @Override
  public final void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  /**
   * How long connecting to a server and logging in may take.
   *
   * @param seconds how long; 0, as it is at first, for {@link Connections#CONNECT_TIMEOUT}
   */
  @Override
  public final void setLoginTimeout(int seconds) throws SQLException {
    if (seconds < 0) {
      throw new SQLException(
          "data source: a login timeout of %d s is negative; 0 is the default".formatted(seconds),
          "22023");
    }
    loginSeconds = seconds;
  }

  @Override
  public final int getLoginTimeout() {
    return loginSeconds;
  }

  final Duration connectTimeout() {
    int seconds = loginSeconds;
    return seconds == 0 ? Connections.CONNECT_TIMEOUT : Duration.ofSeconds(seconds);
  }

  /** That of this package; nothing is logged there today. */
  @Override
  public final Logger getParentLogger() {
    return Logger.getLogger("io.pgcluster.jdbc");
  }

  @Override
  public final <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw new SQLException(
          "data source: is no %s and wraps none".formatted(type.getName()), SqlStates.NOT_IN_STATE);
    }
    return type.cast(this);
  }

  @Override
  public final boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
