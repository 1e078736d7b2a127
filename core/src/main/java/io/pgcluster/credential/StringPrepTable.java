package io.pgcluster.credential;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The tables of RFC 3454 (stringprep, Unicode 3.2) that SASLprep needs, as sets of code points. */
enum StringPrepTable {
  /** A.1: code points that Unicode 3.2 does not assign. */
  UNASSIGNED,
  /** B.1: commonly mapped to nothing. */
  MAPPED_TO_NOTHING,
  /** C.1.2: spaces other than ASCII's. */
  MAPPED_TO_SPACE,
  /** C.1.2 and C.2.1 to C.9: prohibited. */
  PROHIBITED,
  /** D.1: characters written from right to left. */
  RIGHT_TO_LEFT,
  /** D.2: characters written from left to right. */
  LEFT_TO_RIGHT;

  boolean contains(int codePoint) {
    int[] bounds = Objects.requireNonNull(Loaded.BOUNDS.get(this));
    int low = 0;
    int high = bounds.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint < bounds[2 * middle]) {
        high = middle - 1;
      } else if (codePoint > bounds[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  /** Read once, and only when the first password that is not ASCII comes. */
  private static final class Loaded {
    private static final String RESOURCE = "stringprep.txt";

    /** First and last code point of each range, both inclusive, ascending. */
    private static final Map<StringPrepTable, int[]> BOUNDS = load();

    private static Map<StringPrepTable, int[]> load() {
      InputStream stream =
          Objects.requireNonNull(StringPrepTable.class.getResourceAsStream(RESOURCE), RESOURCE);
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
        return parse(reader.lines().toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Map<StringPrepTable, int[]> parse(List<String> lines) {
      Map<StringPrepTable, IntStream.Builder> builders = new EnumMap<>(StringPrepTable.class);
      IntStream.Builder bounds = IntStream.builder();
      for (String line : lines) {
        int comment = line.indexOf('#');
        int dash = line.indexOf('-');
        if (comment > 0) {
          bounds = IntStream.builder();
          builders.put(valueOf(line.substring(0, comment).strip()), bounds);
        } else if (comment < 0) {
          bounds.add(Integer.parseInt(dash < 0 ? line : line.substring(0, dash), 16));
          bounds.add(Integer.parseInt(line.substring(dash + 1), 16));
        }
      }
      Map<StringPrepTable, int[]> tables = new EnumMap<>(StringPrepTable.class);
      builders.forEach((table, builder) -> tables.put(table, builder.build().toArray()));
      return tables;
    }
  }
}
