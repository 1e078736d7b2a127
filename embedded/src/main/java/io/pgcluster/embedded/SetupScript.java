package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Parser;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The setup SQL of a description, statement by statement as psql would run it. */
final class SetupScript {
  private SetupScript() {}

  /** Errors name line and SQLSTATE alone: a message could quote a secret. */
  static void run(Connection connection, String script) throws SQLException {
    int from = 0;
    for (String sql : statements(script)) {
      int start = Math.max(from, script.indexOf(sql, from));
      from = start + sql.length();
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(sql);
      } catch (SQLException e) {
        throw new PgClusterException(
            "access.setupSql: failed at line %d with SQLSTATE %s; correct it and start again%s"
                .formatted(line(script, start + position(e)), e.getSQLState(), hint(sql)));
      }
    }
  }

  /** pgjdbc's own parser: it knows quotes, dollar quotes, comments and function bodies. */
  private static List<String> statements(String script) throws SQLException {
    return Parser.parseJdbcSql(script, true, false, true, false, false).stream()
        .map((NativeQuery query) -> query.nativeSql)
        .map(String::strip)
        .filter(sql -> !sql.isEmpty())
        .toList();
  }

  private static int position(SQLException e) {
    if (e instanceof PSQLException server) {
      ServerErrorMessage message = server.getServerErrorMessage();
      return message == null ? 0 : Math.max(0, message.getPosition() - 1);
    }
    return 0;
  }

  private static long line(String script, int offset) {
    return 1
        + script
            .substring(0, Math.min(offset, script.length()))
            .chars()
            .filter(c -> c == '\n')
            .count();
  }

  private static String hint(String sql) {
    return sql.startsWith("\\") || sql.contains("\n\\")
        ? " (psql's own commands, which begin with a backslash, are no SQL)"
        : "";
  }
}
