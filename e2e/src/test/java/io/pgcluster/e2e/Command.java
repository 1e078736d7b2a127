package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that is run from the project's top folder, without a terminal. */
final class Command implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Command(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a program, which reads the lines and then the end of its input. */
  static Command start(Path kubeconfig, List<String> lines, String... words) throws IOException {
    Path output = Files.createTempFile("command", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(Path.of("..").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("KUBECONFIG", kubeconfig.toAbsolutePath().toString());
    Process process = builder.start();
    try (var input = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line : lines) {
        input.write(line + "\n");
      }
    }
    return new Command(process, output);
  }

  /** Runs the main class of an example, which has to succeed, and returns what it printed. */
  static String example(Path kubeconfig, Class<?> main, String... args) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    words.addAll(List.of(args));
    try (Command command = start(kubeconfig, List.of(), words.toArray(String[]::new))) {
      return command.succeed();
    }
  }

  /** Waits for its end, which has to be a good one, and returns what it printed. */
  String succeed() throws Exception {
    assertThat(exit()).as(printed()).isZero();
    return printed();
  }

  int exit() throws Exception {
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends: %s", printed()).isTrue();
    return process.exitValue();
  }

  /** What it has printed so far. */
  String printed() throws IOException {
    return Files.readString(output);
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(output);
  }
}
