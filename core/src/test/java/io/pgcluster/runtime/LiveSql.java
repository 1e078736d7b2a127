package io.pgcluster.runtime;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Connections like those of an application, by whatever driver the module that tests has. */
final class LiveSql {
  private LiveSql() {}

  static Connection open(ConnectionInfo info) throws SQLException {
    Properties properties = info.properties();
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("loginTimeout", "15");
    return DriverManager.getConnection(info.jdbcUrl(), properties);
  }

  static void run(ConnectionInfo info, String sql) throws SQLException {
    try (Connection connection = open(info);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The one value of a query, in a session of its own. */
  static String value(ConnectionInfo info, String query) throws SQLException {
    try (Connection connection = open(info)) {
      return value(connection, query);
    }
  }

  /** The one value of a query. */
  static String value(Connection connection, String query) throws SQLException {
    List<String> column = column(connection, query);
    if (column.size() != 1) {
      throw new AssertionError(query + " gave " + column.size() + " rows");
    }
    return column.get(0);
  }

  /** The first column of a query. */
  static List<String> column(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> column = new ArrayList<>();
      while (rows.next()) {
        column.add(rows.getString(1));
      }
      return column;
    }
  }
}
