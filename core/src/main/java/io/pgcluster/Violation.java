package io.pgcluster;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with a description, and where.
 *
 * @param path the field, as the YAML form names it: {@code primary.storage.size}
 * @param problem what is wrong and what to do, without secrets
 * @since 0.1
 */
public record Violation(String path, String problem) {
  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
  private static final int MAX_SHOWN = 80;

  /**
   * The path of a key below another path. Keys with dots and the like stand in brackets and quotes:
   * {@code kubernetes.labels["example.com/team"]}.
   *
   * @param parent the path above; empty at the top
   * @param key the key
   * @return the path
   */
  public static String path(String parent, String key) {
    if (!PLAIN_KEY.matcher(key).matches()) {
      return parent + "[" + shown(key) + "]";
    }
    return parent.isEmpty() ? key : parent + "." + key;
  }

  /**
   * A text of the caller's as an error shows it: in quotes, on one line, not too long. Not for
   * secrets.
   *
   * @param text any text
   * @return at most 82 characters, control characters escaped
   */
  public static String shown(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints().limit(MAX_SHOWN).forEach(c -> append(shown, c));
    boolean cut = text.codePointCount(0, text.length()) > MAX_SHOWN;
    return shown.append(cut ? "…\"" : "\"").toString();
  }

  private static void append(StringBuilder shown, int codePoint) {
    boolean printable =
        !Character.isISOControl(codePoint)
            && codePoint != '"'
            && Character.getType(codePoint) != Character.SURROGATE;
    if (printable) {
      shown.appendCodePoint(codePoint);
    } else {
      shown.append(String.format("\\u%04x", codePoint));
    }
  }

  @Override
  public String toString() {
    return path + ": " + problem;
  }
}
