package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A small shell that outlives this program, whatever ends it: it waits for the end of a pipe that
 * this program holds open, then stops a cluster's servers and removes its folder.
 */
final class Guard implements AutoCloseable {
  private static final String SCRIPT = Script.read("guard.sh");

  private final Process process;

  private Guard(Process process) {
    this.process = process;
  }

  /** What it does at the end. */
  enum End {
    /** Stops at once and removes all. */
    REMOVE("QUIT", "remove"),
    /** Stops at once and leaves the folder. */
    STOP("QUIT", "keep"),
    /** Shuts down cleanly and leaves the folder. */
    SHUT_DOWN("INT", "keep");

    private final String signal;
    private final String folder;

    End(String signal, String folder) {
      this.signal = signal;
      this.folder = folder;
    }
  }

  static Guard over(Path folder, String id, End end) throws IOException {
    List<String> command =
        List.of("sh", "-c", SCRIPT, "guard", folder.toString(), id, end.signal, end.folder);
    return new Guard(
        Programs.builder(command)
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Ends it, and waits until it is done. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        // It takes milliseconds, and half of it would leave things behind.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (process.exitValue() != 0) {
      throw new PgClusterException("the guard of a cluster ended with " + process.exitValue());
    }
  }
}
