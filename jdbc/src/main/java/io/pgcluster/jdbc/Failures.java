package io.pgcluster.jdbc;

import java.sql.SQLException;
import java.util.List;

/** What a failure says to people, without secrets. */
final class Failures {
  private Failures() {}

  /** The message's first line: what follows may quote statements and values. */
  static String text(SQLException failure) {
    String message = failure.getMessage() == null ? "" : failure.getMessage();
    String first = message.lines().findFirst().orElse(failure.getClass().getSimpleName()).strip();
    String state = failure.getSQLState();
    return state == null ? first : first + " (SQLSTATE " + state + ")";
  }

  /** Whether it is the server that misses a schema or a table. */
  static boolean isMissingTable(SQLException failure) {
    return List.of("42P01", "3F000").contains(String.valueOf(failure.getSQLState()));
  }
}
