package io.pgcluster.credential;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a program where it is installed: here as a local process; in the end-to-end tests inside a
 * pod.
 */
@FunctionalInterface
public interface ProgramRunner {

  /** What a program left. */
  record Result(int exitCode, byte[] stdout, byte[] stderr) {}

  /** Runs to the end; {@code stdin} is all it gets to read. */
  Result run(List<String> command, byte[] stdin) throws IOException, InterruptedException;

  /** Runs local processes. */
  static ProgramRunner local() {
    return (command, stdin) -> {
      Process process = new ProcessBuilder(command).start();
      CompletableFuture<byte[]> stdout = readAll(process.getInputStream());
      CompletableFuture<byte[]> stderr = readAll(process.getErrorStream());
      try (OutputStream out = process.getOutputStream()) {
        out.write(stdin);
      }
      return new Result(process.waitFor(), stdout.join(), stderr.join());
    };
  }

  private static CompletableFuture<byte[]> readAll(java.io.InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
