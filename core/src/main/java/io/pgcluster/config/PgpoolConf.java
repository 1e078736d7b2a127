package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Writes pgpool.conf: one parameter a line, each value in quotes. The file looks like
 * postgresql.conf and is read otherwise: pgpool takes what stands between the first and the last
 * quote as it is, without escapes.
 *
 * @since 0.1
 */
public final class PgpoolConf {
  private static final String FILE = "pgpool.conf";

  private PgpoolConf() {}

  /**
   * The file that sets the parameters, in their order. pgpool reads back exactly these values.
   *
   * @param parameters values by name
   * @return the text of the file; empty without parameters
   * @throws PgClusterException if a name or a value is none that the file can hold
   */
  public static String render(SortedMap<String, String> parameters) {
    StringBuilder out = new StringBuilder();
    parameters.forEach(
        (name, value) -> {
          ConfigText.require(ConfigText.shown(FILE, name), nameProblem(name));
          ConfigText.require(FILE + ": the value of " + name, valueProblem(value));
          out.append(name).append(" = '").append(value).append("'\n");
        });
    return out.toString();
  }

  /** What keeps a name out of the file, if anything does. */
  static Optional<String> nameProblem(String name) {
    if (!ConfigText.isIdentifier(name)) {
      return Optional.of("is no name of one; take letters, digits and underscores");
    }
    return name.toLowerCase(Locale.ROOT).equals("include")
        ? Optional.of("is a directive that reads another file, no parameter; leave it out")
        : Optional.empty();
  }

  /**
   * Why pgpool.conf cannot hold a value, if it cannot. Its scanner ends a string at a quote unless
   * a backslash is before it, and it keeps that backslash.
   *
   * @param value any text
   * @return what is wrong and what to do
   */
  public static Optional<String> valueProblem(String value) {
    if (value.indexOf('\n') >= 0) {
      return Optional.of("has a line break, which pgpool.conf cannot hold; leave it out");
    }
    for (int at = value.indexOf('\''); at >= 0; at = value.indexOf('\'', at + 1)) {
      if (at == 0 || value.charAt(at - 1) != '\\') {
        return Optional.of(
            "has a single quote, which pgpool.conf cannot hold without a backslash that pgpool"
                + " keeps; leave it out");
      }
    }
    return ConfigText.problem(value);
  }
}
