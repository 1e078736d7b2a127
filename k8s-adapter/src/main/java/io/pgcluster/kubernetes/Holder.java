package io.pgcluster.kubernetes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Who holds a cluster's Lease: a process, written as {@code host/pid/start/machine}. On the same
 * machine it can be seen whether it still runs, so that its successor need not wait.
 *
 * @param host for people
 * @param pid the process
 * @param start when it started, in milliseconds; 0 where that is not known
 * @param machine the running kernel and its pid namespace; empty where that is not known
 */
record Holder(String host, long pid, long start, String machine) {
  private static final Holder SELF = ofThisProcess();

  static Holder self() {
    return SELF;
  }

  private static Holder ofThisProcess() {
    ProcessHandle process = ProcessHandle.current();
    return new Holder(hostName(), process.pid(), start(process), machineId());
  }

  private static long start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName().replace('/', '-');
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String machineId() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String pids = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
      return boot + "-" + pids.replaceAll("\\D", "");
    } catch (IOException | UnsupportedOperationException | SecurityException notLinux) {
      return "";
    }
  }

  static Optional<Holder> parse(String text) {
    String[] parts = text.replaceFirst("#.*$", "").split("/", -1);
    if (parts.length != 4 || !parts[1].matches("\\d{1,18}") || !parts[2].matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Holder(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]));
  }

  /** Whether this is a process of our own machine that does not run any more. */
  boolean isKnownToBeDead() {
    if (machine.isEmpty() || start == 0 || !machine.equals(self().machine)) {
      return false;
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> start(process) != start)
        .orElse(true);
  }

  String forPeople() {
    return "process %d on %s".formatted(pid, host);
  }

  /** An identity for one hold of this process: its threads exclude each other too. */
  String newIdentity() {
    return this + "#" + Long.toString(ThreadLocalRandom.current().nextLong(), 36);
  }

  @Override
  public String toString() {
    return host + "/" + pid + "/" + start + "/" + machine;
  }
}
