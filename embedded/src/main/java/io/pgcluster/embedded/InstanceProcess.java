package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The server of one folder, as the files there tell of it: whoever started it. */
final class InstanceProcess {
  private static final String START = Script.read("start.sh");
  private static final Duration STOPPING = Duration.ofSeconds(60);
  private static final Set<String> STATES = Set.of("starting", "ready", "standby", "stopping");

  private final Path folder;
  private final RunAs runAs;

  InstanceProcess(Path folder, RunAs runAs) {
    this.folder = folder;
    this.runAs = runAs;
  }

  Path log() {
    return folder.resolve("log");
  }

  /**
   * Starts it; returns at once.
   *
   * @param template what its data begin as; only looked at when it has none
   */
  void start(PostgresHome home, Path template) throws IOException {
    launch(
        List.of(
            "sh",
            "-c",
            START,
            "start",
            folder.toString(),
            template.toString(),
            home.program("postgres").toString()));
  }

  void launch(List<String> command) throws IOException {
    Files.deleteIfExists(folder.resolve("pid"));
    Process process =
        Programs.builder(runAs.command(command))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    // Until it has said so itself; behind su it is another one.
    starting = Optional.of(process);
  }

  private volatile Optional<Process> starting = Optional.empty();

  /** The postmaster, if there is one. */
  Optional<ProcessHandle> handle() {
    return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(this::isOurs);
  }

  private Optional<Long> pid() {
    try {
      String text = Files.readString(folder.resolve("pid")).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(Long.valueOf(text));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Numbers are used again; where the system tells a process's words, they name the folder. */
  private boolean isOurs(ProcessHandle process) {
    Path words = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    try {
      return !Files.exists(words) || Files.readString(words).contains(folder.toString());
    } catch (IOException e) {
      return false;
    }
  }

  boolean isAlive() {
    return starting.map(Process::isAlive).orElse(false) || handle().isPresent();
  }

  /** Whether it takes connections, as its own file says. */
  boolean isReady() {
    return status().equals("ready") && isAlive();
  }

  /**
   * Whether it has its port; a server that does not get it ends. Read while the server writes it
   * the file can be old and new in one, with half of another line where the status will be.
   */
  boolean listens() {
    return STATES.contains(status());
  }

  /** One word, or empty. */
  private String status() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("data/postmaster.pid"));
      boolean current =
          lines.size() > 7 && pid().map(p -> p.toString().equals(lines.get(0))).orElse(false);
      return current ? lines.get(7).strip() : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** Shuts it down in fast mode and waits; nothing if it is down. */
  void stop() {
    handle().ifPresent(process -> end(process, "INT"));
  }

  /** Has it read its configuration again. */
  void reload() {
    handle().ifPresent(process -> signal(process, "HUP"));
  }

  private void end(ProcessHandle process, String signal) {
    signal(process, signal);
    try {
      process.onExit().get(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new PgClusterException(
          "instance %s: does not shut down within %d s%s"
              .formatted(folder.getFileName(), STOPPING.toSeconds(), LogTail.below(log(), 10)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgClusterException(
          "instance %s: interrupted while it shut down".formatted(folder.getFileName()), e);
    } catch (java.util.concurrent.ExecutionException e) {
      throw new PgClusterException(
          "instance %s: cannot be waited for".formatted(folder.getFileName()), e);
    }
  }

  /** As a crash: every process of it at once. */
  void kill() {
    Optional<ProcessHandle> process = handle();
    if (process.isEmpty()) {
      return;
    }
    List<ProcessHandle> all =
        Stream.concat(process.stream(), process.stream().flatMap(ProcessHandle::descendants))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    Waiting.within(STOPPING, "instance " + folder.getFileName())
        .until(() -> all.stream().noneMatch(ProcessHandle::isAlive), () -> "it cannot be killed");
  }

  private static void signal(ProcessHandle process, String signal) {
    try {
      // The shell's own: the program is not on every machine.
      String pid = Long.toString(process.pid());
      var unused = Programs.succeeds(List.of("sh", "-c", "kill -" + signal + " $0", pid));
    } catch (IOException e) {
      throw new PgClusterException("the program sh is missing", e);
    }
  }
}
