package io.pgcluster.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits until programs have left nothing behind. */
final class Left {
  private static final Duration BOUND = Duration.ofMinutes(1);

  private Left() {}

  static void until(String what, Callable<Boolean> holds) throws Exception {
    long end = System.nanoTime() + BOUND.toNanos();
    while (!holds.call()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + BOUND + ": " + what);
      }
      Thread.sleep(20);
    }
  }

  /** Neither the folder, nor a process other than what still clears up whose words name it. */
  static void nothingOf(String folder) throws Exception {
    until(
        "nothing is left of " + folder,
        () ->
            !Files.exists(Path.of(folder))
                && ProcessHandle.allProcesses()
                    .noneMatch(p -> p.info().commandLine().orElse("").contains(folder)));
  }
}
