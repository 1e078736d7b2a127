package io.pgcluster.examples;

import io.pgcluster.runtime.ConnectionInfo;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** Statements, each in a session of its own. */
final class DemoSql {
  private DemoSql() {}

  private static Connection open(ConnectionInfo info, String password) throws SQLException {
    Properties properties = info.properties();
    properties.setProperty("password", password);
    properties.setProperty("loginTimeout", "10");
    return DriverManager.getConnection(info.jdbcUrl(), properties);
  }

  /** Answers the first value, or nothing. */
  static String ask(ConnectionInfo info, String sql) throws SQLException {
    return ask(info, info.password().reveal(), sql);
  }

  static String ask(ConnectionInfo info, String password, String sql) throws SQLException {
    try (Connection connection = open(info, password);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "";
      }
    }
  }

  /** Whether it fails, and in what way. */
  static String failure(ConnectionInfo info, String password, String sql) {
    try {
      var unused = ask(info, password, sql);
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }
}
