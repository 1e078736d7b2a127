package io.pgcluster.config;

import io.pgcluster.PgClusterException;

/**
 * Quotes names and texts for SQL statements.
 *
 * @since 0.1
 */
public final class SqlText {
  private SqlText() {}

  /**
   * A name as it stands in a statement, always in quotes: {@code my"role} becomes {@code
   * "my""role"}.
   *
   * @param name any name
   * @return the quoted identifier
   * @throws PgClusterException if the name is empty or has a character that SQL cannot hold
   */
  public static String identifier(String name) {
    ConfigText.require("SQL: a name", ConfigText.problem(name));
    if (name.isEmpty()) {
      throw new PgClusterException("SQL: a name is empty; give one");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * A text as it stands in a statement. With a backslash in it the form is {@code E'…'}, which
   * every setting of {@code standard_conforming_strings} reads alike.
   *
   * @param text any text
   * @return the quoted literal
   * @throws PgClusterException if the text has a character that SQL cannot hold; the text, which
   *     may be a secret, is not in the message
   */
  public static String literal(String text) {
    ConfigText.require("SQL: a text", ConfigText.problem(text));
    String quoted = "'" + text.replace("'", "''") + "'";
    return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
  }
}
