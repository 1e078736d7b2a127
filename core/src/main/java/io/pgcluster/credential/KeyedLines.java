package io.pgcluster.credential;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A file of lines, some of which are entries under a key. Lines that are not, comments, order and
 * the end of the last line stay as they were. Immutable.
 *
 * @param <K> what tells entries apart
 */
final class KeyedLines<K> {

  /** One line, without its end; no key if it is not an entry. */
  record Line<K>(Optional<K> key, String text) {
    boolean has(K wanted) {
      return key.filter(wanted::equals).isPresent();
    }
  }

  private final List<Line<K>> lines;
  private final boolean terminated;

  private KeyedLines(List<Line<K>> lines, boolean terminated) {
    this.lines = List.copyOf(lines);
    this.terminated = terminated;
  }

  static <K> KeyedLines<K> parse(String file, Function<String, Optional<K>> key) {
    if (file.isEmpty()) {
      return new KeyedLines<>(List.of(), true);
    }
    boolean terminated = file.endsWith("\n");
    String body = terminated ? file.substring(0, file.length() - 1) : file;
    List<Line<K>> lines = new ArrayList<>();
    for (String text : body.split("\n", -1)) {
      lines.add(new Line<>(key.apply(text), text));
    }
    return new KeyedLines<>(lines, terminated);
  }

  List<Line<K>> entries() {
    return lines.stream().filter(line -> line.key().isPresent()).toList();
  }

  /** The first, which is the one that programs take. */
  Optional<String> first(K key) {
    return lines.stream().filter(line -> line.has(key)).map(Line::text).findFirst();
  }

  /** Replaces the first entry of the key and drops others, or appends one. */
  KeyedLines<K> put(K key, String text) {
    Line<K> entry = new Line<>(Optional.of(key), text);
    List<Line<K>> changed = new ArrayList<>();
    boolean replaced = false;
    for (Line<K> line : lines) {
      if (!line.has(key)) {
        changed.add(line);
      } else if (!replaced) {
        changed.add(entry);
        replaced = true;
      }
    }
    if (!replaced) {
      changed.add(entry);
    }
    return new KeyedLines<>(changed, replaced ? terminated : true);
  }

  KeyedLines<K> remove(K key) {
    return new KeyedLines<>(lines.stream().filter(line -> !line.has(key)).toList(), terminated);
  }

  String render() {
    StringBuilder out = new StringBuilder();
    for (Line<K> line : lines) {
      out.append(line.text()).append('\n');
    }
    if (!terminated && out.length() > 0) {
      out.setLength(out.length() - 1);
    }
    return out.toString();
  }
}
