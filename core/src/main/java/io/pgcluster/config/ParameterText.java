package io.pgcluster.config;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads postgresql.conf and pgpool.conf as this library writes them, also where others changed them
 * by hand: to compare, not to know what the program makes of it.
 *
 * @since 0.1
 */
public final class ParameterText {
  private static final Pattern LINE =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_.]*)\\s*=?\\s*(.*?)\\s*");

  private ParameterText() {}

  /**
   * The parameters of a file.
   *
   * @param text the file
   * @return by name, the last one wins; values as they stand between their quotes
   */
  public static SortedMap<String, String> read(String text) {
    TreeMap<String, String> parameters = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        parameters.put(matcher.group(1), unquoted(matcher.group(2)));
      }
    }
    return Collections.unmodifiableSortedMap(parameters);
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("'") && value.endsWith("'")
        ? value.substring(1, value.length() - 1)
        : value;
  }
}
