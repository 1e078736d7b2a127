package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link Sdk} in a JVM of its own. */
final class SdkProcess implements AutoCloseable {
  /** How it ends by SIGKILL, as shells count. */
  static final int KILLED = 128 + 9;

  private final Process process;
  private final Path output;

  private SdkProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts it; it waits for {@link #go()}. */
  static SdkProcess start(Path folder, Path kubeconfig, String namespace, String... action)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Sdk.class.getName(),
                kubeconfig.toString(),
                namespace));
    command.addAll(List.of(action));
    Path output = Files.createTempFile(folder, "sdk", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new SdkProcess(process, output);
  }

  /** Waits until it is about to make its first call. */
  void awaitReady() throws Exception {
    Wait.until(
        "a process is ready",
        Duration.ofSeconds(30),
        () -> Files.readString(output).contains("ready"));
  }

  /** Lets it make its calls. */
  SdkProcess go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return this;
  }

  Process process() {
    return process;
  }

  /** Waits for its end. */
  int exit() throws Exception {
    boolean ends = process.waitFor(2, TimeUnit.MINUTES);
    if (!ends) {
      dumpThreads();
    }
    assertThat(ends).as("%s ends", this).isTrue();
    return process.exitValue();
  }

  /** Into its output, to see what keeps it. */
  private void dumpThreads() throws Exception {
    new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
    Wait.until("its threads are shown", Duration.ofSeconds(10), () -> toString().contains("JNI"));
  }

  /** Waits for its end, which has to be a good one, and returns what it printed. */
  String succeed() throws Exception {
    assertThat(exit()).as(this::toString).isZero();
    return Files.readString(output);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  @Override
  public String toString() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
