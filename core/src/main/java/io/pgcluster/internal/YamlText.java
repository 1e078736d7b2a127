package io.pgcluster.internal;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes a tree of maps, lists, texts, whole numbers and booleans as block YAML: texts of several
 * lines as literal blocks, so that scripts and configuration files stay readable, other texts plain
 * where that cannot be misread, else in double quotes.
 */
public final class YamlText {
  private static final String SPACES = " ".repeat(64);

  private final StringBuilder out;

  private YamlText(StringBuilder out) {
    this.out = out;
  }

  /**
   * Appends one document, without a separator.
   *
   * @param tree what it says
   * @param out gets it
   */
  public static void append(Map<String, ?> tree, StringBuilder out) {
    new YamlText(out).map(tree, 0, false);
  }

  private void map(Map<?, ?> map, int indent, boolean inline) {
    boolean first = inline;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        indent(indent);
      }
      first = false;
      scalar((String) entry.getKey());
      out.append(':');
      value(entry.getValue(), indent, indent + 2);
    }
  }

  /** The value of a key or of a list's dash, up to the end of its last line. */
  private void value(Object value, int listIndent, int mapIndent) {
    if (value instanceof Map<?, ?> map) {
      if (map.isEmpty()) {
        out.append(" {}\n");
      } else {
        out.append('\n');
        map(map, mapIndent, false);
      }
    } else if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        out.append(" []\n");
      } else {
        out.append('\n');
        list(list, listIndent);
      }
    } else if (value instanceof String text && isBlock(text)) {
      block(text, mapIndent);
    } else if (value instanceof String text) {
      out.append(' ');
      scalar(text);
      out.append('\n');
    } else {
      out.append(' ').append(value).append('\n');
    }
  }

  private void list(List<?> list, int indent) {
    for (Object item : list) {
      indent(indent);
      out.append('-');
      if (item instanceof Map<?, ?> map && !map.isEmpty()) {
        out.append(' ');
        map(map, indent + 2, true);
      } else {
        value(item, indent + 2, indent + 2);
      }
    }
  }

  private void indent(int indent) {
    int left = indent;
    for (; left > SPACES.length(); left -= SPACES.length()) {
      out.append(SPACES);
    }
    out.append(SPACES, 0, left);
  }

  /** A literal block can hold it: several lines, printable, the first one not blank or indented. */
  private static boolean isBlock(String text) {
    int newline = text.indexOf('\n');
    if (newline <= 0 || text.charAt(0) == ' ' || text.charAt(0) == '\t') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean printable = c == '\n' || c == '\t' || (c >= ' ' && c < 0x7f);
      if (!printable) {
        return false;
      }
    }
    return true;
  }

  private void block(String text, int indent) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    int trailing = text.length() - end;
    out.append(trailing == 0 ? " |-\n" : trailing == 1 ? " |\n" : " |+\n");
    int line = 0;
    while (line < end) {
      int next = text.indexOf('\n', line);
      next = next < 0 || next > end ? end : next;
      if (next > line) {
        indent(indent);
        out.append(text, line, next);
      }
      out.append('\n');
      line = next + 1;
    }
    for (int i = 1; i < trailing; i++) {
      out.append('\n');
    }
  }

  private void scalar(String text) {
    if (isPlain(text)) {
      out.append(text);
    } else {
      JsonText.quote(text, out);
    }
  }

  /**
   * Letters first, then characters that mean nothing to YAML, and not a word that YAML 1.1 takes
   * for something else.
   */
  private static boolean isPlain(String text) {
    int length = text.length();
    if (length == 0 || !(isLetter(text.charAt(0)) || text.charAt(0) == '/')) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = text.charAt(i);
      boolean fine =
          isLetter(c)
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == '/'
              || c == '='
              || c == '+'
              || c == '$'
              || (c == ':' && i + 1 < length && text.charAt(i + 1) != ' ');
      if (!fine) {
        return false;
      }
    }
    return length > 5 || !isWord(text);
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** True, false and null, in all spellings of YAML 1.1. */
  private static boolean isWord(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "y", "n", "yes", "no", "on", "off", "true", "false", "null" -> true;
      default -> false;
    };
  }
}
