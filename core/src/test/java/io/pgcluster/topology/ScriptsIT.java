package io.pgcluster.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scripts of the pods are good POSIX sh. */
class ScriptsIT {
  private static final Path RESOURCES = Path.of("src/main/resources/io/pgcluster");

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      return files.filter(f -> f.toString().endsWith(".sh")).sorted().toList();
    }
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        + process.onExit().join().exitValue();
  }

  private static boolean isInstalled(String program) throws IOException {
    return run("sh", "-c", "command -v " + program + " >/dev/null").equals("0");
  }

  @Test
  void there_are_scripts() throws IOException {
    assertThat(scripts()).hasSizeGreaterThan(3);
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void every_shell_can_read_them(Path script) throws IOException {
    for (String shell : List.of("sh", "dash", "bash", "busybox sh")) {
      if (isInstalled(shell.split(" ")[0])) {
        assertThat(run("sh", "-c", shell + " -n " + script)).as(shell).isEqualTo("0");
      }
    }
  }

  @Test
  void shellcheck_finds_nothing() throws IOException {
    assumeThat(isInstalled("shellcheck"))
        .as("no shellcheck on this machine; apt-get install shellcheck")
        .isTrue();
    Stream<String> options =
        Stream.of("shellcheck", "--external-sources", "--check-sourced", "--source-path=SCRIPTDIR");
    // What the others share is read with them.
    Stream<String> files =
        scripts().stream().map(Path::toString).filter(f -> !f.endsWith("/common.sh"));

    assertThat(run(Stream.concat(options, files).toArray(String[]::new))).isEqualTo("0");
  }
}
