package io.pgcluster.jdbc;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A server as a child process; stopped when closed. */
final class LocalServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final Path log;
  private final List<String> command;
  private Process process;

  /** Whether the server is ready; looked at until it is. */
  @FunctionalInterface
  interface Probe {
    boolean ready() throws IOException;
  }

  private LocalServer(String name, Path log, List<String> command, Process process) {
    this.name = name;
    this.log = log;
    this.command = command;
    this.process = process;
  }

  static LocalServer start(String name, Path log, List<String> command) throws IOException {
    return new LocalServer(name, log, command, launch(log, command));
  }

  private static Process launch(Path log, List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .directory(new File("/"))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** For a program that ends by itself. */
  static void run(String name, Path log, List<String> command)
      throws IOException, InterruptedException {
    int status = launch(log, command).waitFor();
    if (status != 0) {
      throw new IOException(name + " failed with " + status + ":\n" + Files.readString(log));
    }
  }

  LocalServer await(Probe probe) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!probe.ready()) {
      if (process.waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        throw new IOException(name + " did not start:\n" + Files.readString(log));
      }
    }
    return this;
  }

  /** PostgreSQL's fast shutdown, also SIGINT for pgpool. */
  void stop() throws IOException {
    if (process.isAlive()) {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().onExit().join();
      try {
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      } catch (CompletionException e) {
        process.destroyForcibly().onExit().join();
        throw new IOException(name + " did not stop:\n" + Files.readString(log), e);
      }
    }
  }

  void restart(Probe probe) throws IOException, InterruptedException {
    stop();
    process = launch(log, command);
    await(probe);
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
