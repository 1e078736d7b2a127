package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * Writes postgresql.conf: one parameter a line, each value in quotes.
 *
 * @since 0.1
 */
public final class PostgresqlConf {
  private static final String FILE = "postgresql.conf";
  private static final Set<String> DIRECTIVES =
      Set.of("include", "include_dir", "include_if_exists");

  private PostgresqlConf() {}

  /**
   * The file that sets the parameters, in their order. PostgreSQL reads back exactly these values,
   * line breaks and control characters included.
   *
   * @param parameters values by name
   * @return the text of the file; empty without parameters
   * @throws PgClusterException if a name is none that the file can hold, or a value has a NUL
   */
  public static String render(SortedMap<String, String> parameters) {
    StringBuilder out = new StringBuilder();
    parameters.forEach(
        (name, value) -> {
          ConfigText.require(ConfigText.shown(FILE, name), nameProblem(name));
          ConfigText.require(FILE + ": the value of " + name, ConfigText.problem(value));
          out.append(name).append(" = '");
          value.chars().forEach(c -> append(out, (char) c));
          out.append("'\n");
        });
    return out.toString();
  }

  /** What keeps a name out of the file: it may have one dot, and is no directive. */
  static Optional<String> nameProblem(String name) {
    int dot = name.indexOf('.');
    boolean named =
        dot < 0
            ? ConfigText.isIdentifier(name)
            : ConfigText.isIdentifier(name.substring(0, dot))
                && ConfigText.isIdentifier(name.substring(dot + 1));
    if (!named) {
      return Optional.of(
          "is no name of one; take letters, digits and underscores, for an extension with one dot");
    }
    return DIRECTIVES.contains(name.toLowerCase(Locale.ROOT))
        ? Optional.of("is a directive that reads another file, no parameter; leave it out")
        : Optional.empty();
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '\'' -> out.append("''");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (c < ' ') {
          out.append("\\0").append((char) ('0' + (c >> 3))).append((char) ('0' + (c & 7)));
        } else {
          out.append(c);
        }
      }
    }
  }
}
