package io.pgcluster.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What processes hold of this machine's memory, in MiB.
 *
 * @param proportional a page that several processes share is counted once among them
 * @param own pages that no other process has
 */
record Memory(double proportional, double own) {
  private static final Pattern LINE = Pattern.compile("(?m)^(\\w+): +(\\d+) kB$");

  /** Of a process and all that it started. */
  static Memory ofTree(ProcessHandle root) {
    return of(Stream.concat(Stream.of(root), root.descendants()));
  }

  static Memory of(Stream<ProcessHandle> processes) {
    return processes.map(Memory::of).reduce(new Memory(0, 0), Memory::plus);
  }

  private static Memory of(ProcessHandle process) {
    try {
      return parse(Files.readString(Path.of("/proc/%d/smaps_rollup".formatted(process.pid()))));
    } catch (IOException e) {
      // It has ended meanwhile, as servers' helpers do.
      return new Memory(0, 0);
    }
  }

  private Memory plus(Memory other) {
    return new Memory(proportional + other.proportional, own + other.own);
  }

  /** From the text of {@code /proc/PID/smaps_rollup}. */
  static Memory parse(String rollup) {
    double proportional = 0;
    double own = 0;
    for (Matcher line = LINE.matcher(rollup); line.find(); ) {
      double value = Long.parseLong(line.group(2)) / 1024.0;
      switch (line.group(1).toLowerCase(Locale.ROOT)) {
        case "pss" -> proportional += value;
        case "private_clean", "private_dirty" -> own += value;
        default -> {
          // Other views of the same.
        }
      }
    }
    return new Memory(proportional, own);
  }

  /** What files take, in MiB: in memory where they are in tmpfs. */
  static double ofFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(Memory::size).sum() / 1024.0 / 1024;
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
