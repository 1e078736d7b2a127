package io.pgcluster.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One setting of a postgresql.conf or pgpool.conf: {@code name = value # comment}, the equals sign
 * optional, the value in quotes or not (PostgreSQL manual, "Parameter Interaction via the
 * Configuration File"; pgpool reads the same).
 *
 * @param number the line, from 1
 * @param name as it stands there
 * @param value without quotes; may be a secret
 */
record ConfLine(int number, String name, String value) {
  private static final Pattern LINE =
      Pattern.compile(
          "\\s*(?<name>[A-Za-z_][A-Za-z_0-9.$]*)(?:\\s*=\\s*|\\s+)"
              + "(?:'(?<quoted>(?:[^'\\\\]|\\\\.|'')*+)'|(?<plain>[^\\s'#=]+))\\s*(?:#.*)?");

  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:[0-7]{1,3}|.)|''");

  /** The settings of a file in order; what is no setting goes to the findings. */
  static List<ConfLine> of(String file, String text, Findings findings) {
    List<ConfLine> lines = new ArrayList<>();
    String[] all = text.split("\r?\n|\r", -1);
    for (int i = 0; i < all.length; i++) {
      String stripped = all[i].strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(all[i]);
      if (!matcher.matches()) {
        findings.defect(
            file + ":" + (i + 1),
            "is no setting, and the program refuses the file or stops reading there",
            "left out");
      } else if (matcher.group("name").toLowerCase(Locale.ROOT).startsWith("include")) {
        findings.decide(
            file + ":" + (i + 1),
            "includes another file, which the chart does not mount",
            "left out; give what that file says as parameters");
      } else {
        String quoted = matcher.group("quoted");
        String value = quoted == null ? matcher.group("plain") : unescaped(quoted);
        lines.add(new ConfLine(i + 1, matcher.group("name"), value));
      }
    }
    return lines;
  }

  /** As guc-file.l does. */
  private static String unescaped(String quoted) {
    return ESCAPE
        .matcher(quoted)
        .replaceAll(
            match -> {
              String escaped = match.group().substring(1);
              return Matcher.quoteReplacement(
                  switch (escaped) {
                    case "b" -> "\b";
                    case "f" -> "\f";
                    case "n" -> "\n";
                    case "r" -> "\r";
                    case "t" -> "\t";
                    default ->
                        escaped.matches("[0-7]+")
                            ? String.valueOf((char) Integer.parseInt(escaped, 8))
                            : escaped;
                  });
            });
  }

  /** Without the value, which may be a password. */
  @Override
  public String toString() {
    return "ConfLine[%d, %s]".formatted(number, name);
  }
}
