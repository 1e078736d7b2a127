package io.pgcluster.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Fields separated by colons in which a backslash makes the next character literal: the way of
 * {@code pool_passwd} and {@code .pgpass}.
 */
final class ColonFields {

  private ColonFields() {}

  static String escape(String field) {
    StringBuilder out = new StringBuilder(field.length() + 8);
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == ':' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  /**
   * The unescaped fields, or nothing if the line ends in a lone backslash, which has no meaning.
   */
  static Optional<List<String>> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ':') {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c != '\\') {
        field.append(c);
      } else if (++i < line.length()) {
        field.append(line.charAt(i));
      } else {
        return Optional.empty();
      }
    }
    fields.add(field.toString());
    return Optional.of(List.copyOf(fields));
  }
}
