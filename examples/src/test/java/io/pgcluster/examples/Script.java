package io.pgcluster.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A script of the project, run from its top folder without a terminal. */
final class Script {
  private Script() {}

  /** How it ended. */
  record Result(int exit, String out, String err) {}

  /** Runs it with KUBECONFIG set or not; it reads the lines and then the end of its input. */
  static Result run(Optional<Path> kubeconfig, List<String> lines, String... words)
      throws IOException, InterruptedException {
    Path in = Files.createTempFile("script", ".in");
    Path out = Files.createTempFile("script", ".out");
    Path err = Files.createTempFile("script", ".err");
    try {
      Files.write(in, lines);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(Document.TOP.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("KUBECONFIG");
      kubeconfig.ifPresent(file -> builder.environment().put("KUBECONFIG", file.toString()));
      Process process = builder.start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", words) + " does not end");
      }
      return new Result(process.exitValue(), read(out), read(err));
    } finally {
      for (Path file : List.of(in, out, err)) {
        Files.delete(file);
      }
    }
  }

  private static String read(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
