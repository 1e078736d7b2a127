package io.pgcluster.spec;

/** The caller's text as an error shows it: in quotes, on one line, not too long. */
final class Shown {
  private static final int MAX = 80;

  private Shown() {}

  static String text(String text) {
    StringBuilder shown = new StringBuilder("\"");
    text.codePoints()
        .limit(MAX)
        .forEach(
            c -> {
              if (Character.isISOControl(c)
                  || c == '"'
                  || Character.getType(c) == Character.SURROGATE) {
                shown.append(String.format("\\u%04x", c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append(text.codePointCount(0, text.length()) > MAX ? "…\"" : "\"").toString();
  }
}
