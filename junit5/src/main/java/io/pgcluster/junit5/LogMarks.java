package io.pgcluster.junit5;

import io.pgcluster.embedded.EmbeddedPgCluster;
import io.pgcluster.runtime.RunningPgCluster;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long each log was when a test began: what follows is of the test. On Kubernetes the logs are
 * its own, and none is read.
 *
 * @param lengths by log
 */
record LogMarks(Map<String, Mark> lengths) {
  static final LogMarks NONE = new LogMarks(Map.of());

  private static final int MAX_BYTES = 16 * 1024;
  private static final int MAX_LINES = 20;

  /** A log and where it ended. */
  record Mark(Path log, long length) {}

  static LogMarks of(RunningPgCluster running) {
    Map<String, Mark> marks = new LinkedHashMap<>();
    if (running instanceof EmbeddedPgCluster local) {
      local.logs().forEach((name, log) -> marks.put(name, new Mark(log, length(log))));
    }
    return new LogMarks(marks);
  }

  private static long length(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The last lines of each log since then, below its instance's name; empty if there are none. */
  String since() {
    StringBuilder text = new StringBuilder();
    lengths.forEach(
        (name, mark) -> {
          List<String> lines = lines(mark);
          if (!lines.isEmpty()) {
            text.append(name).append(":\n");
            lines.forEach(line -> text.append("  ").append(line).append('\n'));
          }
        });
    return text.toString();
  }

  private static List<String> lines(Mark mark) {
    try (RandomAccessFile file = new RandomAccessFile(mark.log().toFile(), "r")) {
      long start = Math.max(mark.length(), file.length() - MAX_BYTES);
      if (start >= file.length()) {
        return List.of();
      }
      file.seek(start);
      byte[] bytes = new byte[(int) (file.length() - start)];
      file.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - MAX_LINES), all.size());
    } catch (IOException e) {
      return List.of("(%s cannot be read: %s)".formatted(mark.log(), e));
    }
  }
}
