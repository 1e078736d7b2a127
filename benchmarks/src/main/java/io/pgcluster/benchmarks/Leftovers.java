package io.pgcluster.benchmarks;

import io.pgcluster.embedded.EmbeddedPgClusters;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What starting and closing often leaves behind: {@code FOLDER CYCLES}. Everything of this JVM and
 * of its servers lies below the folder.
 */
final class Leftovers {
  private static final int WARM_UP = 3;

  private final Path folder;
  private final Set<String> segmentsBefore;
  private final Set<String> memoryFilesBefore;

  private Leftovers(Path folder) throws IOException {
    this.folder = folder;
    this.segmentsBefore = segments();
    this.memoryFilesBefore = memoryFiles();
  }

  /** Something that is started and closed. */
  @FunctionalInterface
  private interface Cycle {
    void run() throws IOException, SQLException;
  }

  public static void main(String... arguments) throws IOException, SQLException {
    Path folder = Path.of(arguments[0]);
    int cycles = Integer.parseInt(arguments[1]);
    Leftovers machine = new Leftovers(folder);
    EmbeddedPgClusters clusters = EmbeddedPgClusters.create();
    machine.count(OnThisMachine.THREE, cycles, () -> Proof.start(clusters, Proof.THREE).close());
    clusters.close();
    Path data = Files.createDirectories(folder.resolve("zonky"));
    machine.count(WarmStarts.ZONKY, cycles, () -> Zonky.start(data).close());
    System.exit(0);
  }

  private void count(String name, int cycles, Cycle cycle) throws IOException, SQLException {
    for (int i = 0; i < WARM_UP; i++) {
      cycle.run();
    }
    Map<String, Long> before = now();
    for (int i = 0; i < cycles; i++) {
      cycle.run();
    }
    Map<String, Long> after = now();
    after.forEach(
        (what, count) ->
            Figures.print(what, name, (double) (count - before.getOrDefault(what, 0L))));
  }

  private Map<String, Long> now() throws IOException {
    // The thread that waits for a process stays a little, for the next one.
    System.gc();
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("processes", processes());
    counts.put("files and folders", entries(folder));
    counts.put("KiB in them", Math.round(Memory.ofFiles(folder) * 1024));
    counts.put("System V segments", (long) added(segments(), segmentsBefore));
    counts.put("entries of /dev/shm", (long) added(memoryFiles(), memoryFilesBefore));
    counts.put("open files of the JVM", entries(Path.of("/proc/self/fd")) - 1);
    counts.put("threads of the JVM", (long) ManagementFactory.getThreadMXBean().getThreadCount());
    Runtime runtime = Runtime.getRuntime();
    counts.put("KiB of the JVM's heap", (runtime.totalMemory() - runtime.freeMemory()) / 1024);
    return counts;
  }

  /** Those whose words name the folder, wherever they are in the tree. */
  private long processes() {
    long self = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self && words(process).contains(folder.toString()))
        .count();
  }

  private static String words(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/%d/cmdline".formatted(process.pid())));
    } catch (IOException e) {
      // Has ended meanwhile.
      return "";
    }
  }

  private static long entries(Path below) throws IOException {
    try (Stream<Path> all = Files.walk(below)) {
      return all.count();
    }
  }

  /** Shared memory of other programs comes and goes: only what has no creator any more counts. */
  private static Set<String> segments() throws IOException {
    Set<String> left = new HashSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/sysvipc/shm"))) {
      String[] words = line.strip().split(" +");
      // key shmid perms size cpid …
      if (!words[0].equals("key") && ProcessHandle.of(Long.parseLong(words[4])).isEmpty()) {
        left.add(words[1]);
      }
    }
    return left;
  }

  private static Set<String> memoryFiles() throws IOException {
    Set<String> files = new HashSet<>();
    try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
      all.map(path -> String.valueOf(path.getFileName()))
          .filter(name -> name.startsWith("PostgreSQL."))
          .forEach(files::add);
    }
    return files;
  }

  private static int added(Set<String> now, Set<String> before) {
    Set<String> added = new HashSet<>(now);
    added.removeAll(before);
    return added.size();
  }
}
