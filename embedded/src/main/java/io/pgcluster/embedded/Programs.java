package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts programs, always without this program's PG… variables and in English. */
final class Programs {
  private static final File NOTHING = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");

  private Programs() {}

  /** A command that inherits nothing but the rest of the environment; its folder is the root. */
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectInput(NOTHING);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.remove("LANG");
    environment.remove("LANGUAGE");
    environment.put("LC_ALL", "C");
    return builder;
  }

  /** For quick programs whose output does not matter. */
  static boolean succeeds(List<String> command) throws IOException {
    Process process = builder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    return wait(process, command) == 0;
  }

  /** For quick programs: what they print, or empty when they fail or are not there. */
  static Optional<String> output(List<String> command) {
    try {
      Process process = builder(command).start();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return wait(process, command) == 0 ? Optional.of(text.strip()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Runs a program to its end; what it printed is in the log. */
  static int run(List<String> command, Path log) throws IOException {
    Process process =
        builder(command).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
    return wait(process, command);
  }

  /** Its exit code. */
  static int wait(Process process, List<String> command) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new PgClusterException(
          "interrupted while %s ran".formatted(Path.of(command.get(0)).getFileName()), e);
    }
  }

  /** A program on the PATH, or where Debian keeps those for administrators. */
  static Optional<Path> find(String name) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
