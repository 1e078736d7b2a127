package io.pgcluster.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The end of a server's log, for messages. */
final class LogTail {
  private static final int BYTES = 16 * 1024;

  private LogTail() {}

  /** The last lines; what could not be read is said in their place. */
  static String of(Path log, int lines) {
    if (!Files.exists(log)) {
      return "";
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long start = Math.max(0, file.length() - BYTES);
      file.seek(start);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "(%s cannot be read: %s)".formatted(log, e);
    }
  }

  /** For the end of a message: the lines indented below the log's name, or nothing. */
  static String below(Path log, int lines) {
    String tail = of(log, lines);
    return tail.isEmpty()
        ? ""
        : "\n%s ends with:\n%s".formatted(log, tail.indent(2).stripTrailing());
  }
}
