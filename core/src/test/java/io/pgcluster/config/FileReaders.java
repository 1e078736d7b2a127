package io.pgcluster.config;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the files as PostgreSQL's and pgpool's scanners do; the ITs ask the real ones. */
final class FileReaders {
  /** guc-file.l */
  private static final Pattern POSTGRES_LINE =
      Pattern.compile("([A-Za-z_][A-Za-z_0-9.]*) = '((?:[^'\\\\\n]|\\\\.|'')*)'");

  /** pool_config.l; possessive or not, flex takes the longest match, and so does a greedy one. */
  private static final Pattern POOL_LINE =
      Pattern.compile("([A-Za-z_][A-Za-z_0-9]*) = '((?:\\\\.|[^'\n])*)'", Pattern.UNIX_LINES);

  private FileReaders() {}

  static SortedMap<String, String> postgres(String file) {
    SortedMap<String, String> read = new TreeMap<>();
    for (String line : file.split("\n", 0)) {
      if (!line.isEmpty()) {
        Matcher matcher = POSTGRES_LINE.matcher(line);
        if (!matcher.matches()) {
          throw new AssertionError(line);
        }
        read.put(matcher.group(1), unescaped(matcher.group(2)));
      }
    }
    return read;
  }

  static SortedMap<String, String> pgpool(String file) {
    SortedMap<String, String> read = new TreeMap<>();
    for (String line : file.split("\n", 0)) {
      if (!line.isEmpty()) {
        Matcher matcher = POOL_LINE.matcher(line);
        if (!matcher.matches()) {
          throw new AssertionError(line);
        }
        read.put(matcher.group(1), matcher.group(2));
      }
    }
    return read;
  }

  /** DeescapeQuotedString of guc-file.l. */
  private static String unescaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        i++;
        out.append(c);
      } else if (c == '\\') {
        i++;
        char escaped = text.charAt(i);
        switch (escaped) {
          case 'b' -> out.append('\b');
          case 'f' -> out.append('\f');
          case 'n' -> out.append('\n');
          case 'r' -> out.append('\r');
          case 't' -> out.append('\t');
          case '0', '1', '2', '3', '4', '5', '6', '7' -> {
            int end = i;
            while (end < text.length()
                && end < i + 3
                && "01234567".indexOf(text.charAt(end)) >= 0) {
              end++;
            }
            out.append((char) Integer.parseInt(text.substring(i, end), 8));
            i = end - 1;
          }
          default -> out.append(escaped);
        }
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** A token of an HBA file, and whether it began with a quote. */
  record Token(String text, boolean quoted) {}

  /** The fields of one line, each a list of tokens: next_token of hba.c and pool_hba.c. */
  static List<List<Token>> hbaLine(String line) {
    List<List<Token>> fields = new ArrayList<>();
    List<Token> field = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      while (at < line.length() && (line.charAt(at) == ' ' || line.charAt(at) == ',')) {
        at++;
      }
      StringBuilder token = new StringBuilder();
      boolean inQuote = false;
      boolean wasQuote = false;
      boolean initialQuote = false;
      while (at < line.length()) {
        char c = line.charAt(at);
        if (!inQuote && (c == ' ' || c == '\t' || c == ',' || c == '#')) {
          break;
        }
        if (c != '"' || wasQuote) {
          token.append(c);
        }
        wasQuote = inQuote && c == '"' && !wasQuote;
        if (c == '"') {
          inQuote = !inQuote;
          initialQuote |= token.length() == 0;
        }
        at++;
      }
      field.add(new Token(token.toString(), initialQuote));
      if (at >= line.length() || line.charAt(at) != ',') {
        fields.add(List.copyOf(field));
        field.clear();
      }
    }
    return fields;
  }
}
