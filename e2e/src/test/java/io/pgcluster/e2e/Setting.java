package io.pgcluster.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a test cannot know of the Kubernetes it runs against; see e2e/README.md. */
enum Setting {
  DEBIAN_PGPOOL_IMAGE(null),
  CRUNCHY_IMAGE(null),
  CREATE_DISK(null),
  KILL_NODE(null),
  START_NODE(null),
  KUBECTL("kubectl"),
  AUDIT_LOG(null);

  private final Optional<String> fallback;

  Setting(@org.jspecify.annotations.Nullable String fallback) {
    this.fallback = Optional.ofNullable(fallback);
  }

  /** The value, or skips the test with a line that names the variable. */
  String value() {
    String variable = "PGCLUSTER_E2E_" + name();
    Optional<String> value = Optional.ofNullable(System.getenv(variable)).or(() -> fallback);
    assumeTrue(value.isPresent(), () -> variable + " is not set; see e2e/README.md");
    return value.orElseThrow();
  }

  /** Runs the value as a command with further words, and returns what it printed. */
  String run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(value().split(" ")));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output;
  }
}
