package io.pgcluster.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes a tree of maps, lists, texts, whole numbers and booleans as compact JSON. */
public final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder(4096);

  private JsonText() {}

  /**
   * One document.
   *
   * @param tree what it says
   * @return UTF-8
   */
  public static byte[] bytes(Map<String, ?> tree) {
    JsonText text = new JsonText();
    text.node(tree);
    return text.out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void node(Object node) {
    if (node instanceof String text) {
      quote(text, out);
    } else if (node instanceof Map<?, ?> map) {
      char separator = '{';
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        quote((String) entry.getKey(), out);
        out.append(':');
        node(entry.getValue());
        separator = ',';
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (node instanceof List<?> list) {
      char separator = '[';
      for (Object item : list) {
        out.append(separator);
        node(item);
        separator = ',';
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else {
      out.append(node);
    }
  }

  /** A text in double quotes; the form is also good YAML. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    int done = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c != '"' && c != '\\' && (c < 0x7f || isPrintable(c))) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        // As it is: YAML's parsers refuse escaped halves.
        i++;
        continue;
      }
      out.append(text, done, i).append('\\');
      done = i + 1;
      switch (c) {
        case '"', '\\' -> out.append(c);
        case '\n' -> out.append('n');
        case '\t' -> out.append('t');
        case '\r' -> out.append('r');
        default ->
            out.append('u')
                .append(HEX[c >> 12])
                .append(HEX[(c >> 8) & 15])
                .append(HEX[(c >> 4) & 15])
                .append(HEX[c & 15]);
      }
    }
    out.append(text, done, text.length()).append('"');
  }

  /** What YAML lets stand as it is, beyond ASCII. */
  private static boolean isPrintable(char c) {
    return (c >= 0xa0 && c <= 0xd7ff && c != '\u2028' && c != '\u2029')
        || (c >= 0xe000 && c <= 0xfffd && c != '\ufeff');
  }
}
