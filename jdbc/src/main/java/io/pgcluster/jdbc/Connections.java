package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ConnectionInfo;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Opens JDBC connections to a cluster with sane settings. Stateless and thread-safe.
 *
 * @since 0.1
 */
public final class Connections {
  /** How long connecting and logging in may take each when nothing else is said. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** What pg_stat_activity shows as {@code application_name}. */
  public static final String APPLICATION_NAME = "pgcluster";

  static {
    try {
      // DriverManager finds it by itself only where its own class loader does.
      Class.forName("org.postgresql.Driver");
    } catch (ClassNotFoundException e) {
      throw new PgClusterException(
          "connecting: org.postgresql.Driver is missing; put org.postgresql:postgresql on the class"
              + " path",
          e);
    }
  }

  private Connections() {}

  /**
   * Opens a connection: TCP keep-alive on, {@code application_name} set, {@link #CONNECT_TIMEOUT}
   * for connecting, none for statements; what is set read-only refuses to write, with autoCommit
   * too. An interrupt ends the attempt.
   *
   * @param info address and credentials
   * @return the caller's to close
   * @throws SQLException when that fails; its message holds no password
   */
  public static Connection open(ConnectionInfo info) throws SQLException {
    return open(info, CONNECT_TIMEOUT, Duration.ZERO);
  }

  /**
   * Opens a connection that gives up on a silent server.
   *
   * @param info address and credentials
   * @param connect how long connecting and logging in may take; rounded up to seconds
   * @param read how long an answer may take before the connection is broken off; rounded up to
   *     seconds; zero for as long as it takes
   * @return the caller's to close
   * @throws SQLException when that fails; its message holds no password
   */
  public static Connection open(ConnectionInfo info, Duration connect, Duration read)
      throws SQLException {
    Properties properties = info.properties();
    properties.setProperty("ApplicationName", APPLICATION_NAME);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectTimeout", seconds(connect));
    properties.setProperty("loginTimeout", seconds(connect));
    properties.setProperty("socketTimeout", seconds(read));
    // Else setReadOnly would mean nothing with autoCommit.
    properties.setProperty("readOnlyMode", "always");
    // A server's detail may quote values; the message says enough.
    properties.setProperty("logServerErrorDetail", "false");
    return DriverManager.getConnection(info.jdbcUrl(), properties);
  }

  private static String seconds(Duration duration) {
    long seconds = duration.plusMillis(999).toSeconds();
    return Long.toString(Math.min(Integer.MAX_VALUE / 1000, seconds));
  }
}
