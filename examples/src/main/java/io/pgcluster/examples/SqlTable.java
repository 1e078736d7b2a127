package io.pgcluster.examples;

import io.pgcluster.runtime.ConnectionInfo;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a statement answers, as a small table. */
final class SqlTable {
  private SqlTable() {}

  static String of(ConnectionInfo info, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(info.jdbcUrl(), info.properties());
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        int rows = statement.getUpdateCount();
        return rows == 1 ? "1 row changed" : rows + " rows changed";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return table(rows);
      }
    }
  }

  private static String table(ResultSet answer) throws SQLException {
    int columns = answer.getMetaData().getColumnCount();
    List<List<String>> lines = new ArrayList<>();
    List<String> head = new ArrayList<>();
    for (int i = 1; i <= columns; i++) {
      head.add(answer.getMetaData().getColumnLabel(i));
    }
    lines.add(head);
    while (answer.next()) {
      List<String> line = new ArrayList<>();
      for (int i = 1; i <= columns; i++) {
        String value = answer.getString(i);
        line.add(value == null ? "NULL" : value);
      }
      lines.add(line);
    }
    return aligned(lines, columns);
  }

  private static String aligned(List<List<String>> lines, int columns) {
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        row.append(line.get(i)).append(" ".repeat(widths[i] - line.get(i).length() + 2));
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString().stripTrailing();
  }
}
