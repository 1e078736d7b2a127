package io.pgcluster.benchmarks;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The cluster as processes of this machine, beside one server of zonky's: in memory and on a disk,
 * each in JVMs of its own. The programs lie on the disk in either case but for cold starts.
 */
final class OnThisMachine {
  private static final String COLD = ", cold";
  private static final String FIRST = ", first of a JVM";
  static final String THREE = "pgcluster, primary and two standbys";

  private static final List<Target> ON_EITHER =
      List.of(
          new Target("a fresh database", WarmStarts.DATABASE, WarmStarts.BESIDE_DATABASE, 0.1),
          new Target(
              "a fresh database that two standbys have",
              WarmStarts.DATABASE_OF_THREE,
              WarmStarts.BESIDE_DATABASE,
              0.1),
          new Target("cold, one server", WarmStarts.SINGLE + COLD, WarmStarts.ZONKY + COLD, 1),
          new Target("cold, primary and two standbys", THREE + COLD, WarmStarts.ZONKY + COLD, 1));

  private OnThisMachine() {}

  /**
   * How much of the other's time may be taken.
   *
   * @param most a ratio of medians
   */
  private record Target(String what, String ours, String other, double most) {
    String line(Samples samples) {
      double ratio = samples.ratio(ours, other);
      return "| %s | %.2f | %.2f | %s |\n"
          .formatted(what, ratio, most, ratio <= most ? "yes" : "no");
    }
  }

  /**
   * Measures all.
   *
   * @param runs of each warm start; first starts half as often, five times as many cycles
   */
  static String run(int runs) throws IOException, InterruptedException {
    Path disk = disk();
    StringBuilder out = new StringBuilder();
    Path memory = Path.of("/dev/shm");
    if (Files.isDirectory(memory)) {
      out.append(on(memory, disk, runs, true));
    }
    return out.append(on(disk, disk, runs, false)).toString();
  }

  /** The first usual folder for temporary files that is not in memory. */
  private static Path disk() throws IOException {
    for (Path folder :
        List.of(
            Path.of(System.getProperty("java.io.tmpdir")),
            Path.of("/var/tmp"),
            Path.of("").toAbsolutePath())) {
      if (Files.isDirectory(folder) && !type(folder).equals("tmpfs")) {
        return folder;
      }
    }
    throw new IllegalStateException("there is no folder on a disk");
  }

  private static String type(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return store.type();
  }

  private static String on(Path base, Path disk, int runs, boolean memory)
      throws IOException, InterruptedException {
    Figures figures = new Figures();
    Figures left = new Figures();
    Path folder = spread(base);
    Path programs = temporary(disk);
    try {
      figures.read(
          Processes.java(
              options(folder, programs),
              WarmStarts.class,
              folder.toString(),
              String.valueOf(runs)));
      first(FIRST, runs / 2, figures, Optional.of(programs), folder);
      first(COLD, runs / 2, figures, Optional.empty(), folder);
      left.read(leftovers(folder, 5 * runs));
    } finally {
      delete(folder);
      delete(programs);
    }
    return "### On %s (%s)\n\n%s\n%sLeft behind by %d cycles of start and close:\n\n%s"
        .formatted(
            type(base),
            base,
            targets(figures.of("ms"), memory),
            figures.render(),
            5 * runs,
            left.compare());
  }

  private static String targets(Samples times, boolean memory) {
    StringBuilder targets =
        new StringBuilder("| of zonky's time | takes | may take | met |\n|---|---|---|---|\n");
    double three = memory ? 0.4 : 1;
    double single = memory ? 0.25 : 0.5;
    targets.append(
        new Target("primary and two standbys", WarmStarts.THREE, WarmStarts.BESIDE_THREE, three)
            .line(times));
    targets.append(
        new Target("one server", WarmStarts.SINGLE, WarmStarts.BESIDE_SINGLE, single).line(times));
    ON_EITHER.forEach(target -> targets.append(target.line(times)));
    return targets.toString();
  }

  /** One of each in turn, each in a JVM of its own. */
  private static void first(
      String suffix, int runs, Figures figures, Optional<Path> programs, Path base)
      throws IOException, InterruptedException {
    // With programs that are there one of each is not counted: it makes its template.
    for (int run = programs.isPresent() ? -1 : 0; run < runs; run++) {
      Figures into = run < 0 ? new Figures() : figures;
      into.read(first(FirstStart.Single.class, WarmStarts.SINGLE + suffix, programs, base));
      into.read(first(FirstStart.Other.class, WarmStarts.ZONKY + suffix, programs, base));
      into.read(first(FirstStart.Three.class, THREE + suffix, programs, base));
    }
  }

  private static String first(Class<?> main, String name, Optional<Path> programs, Path base)
      throws IOException, InterruptedException {
    Path folder = temporary(base);
    try {
      return Processes.java(
          options(folder, programs.orElse(folder)), main, name, folder.toString());
    } finally {
      delete(folder);
    }
  }

  private static String leftovers(Path base, int cycles) throws IOException, InterruptedException {
    Path folder = temporary(base);
    return Processes.java(
        options(folder, folder), Leftovers.class, folder.toString(), String.valueOf(cycles));
  }

  private static List<String> options(Path folder, Path programs) {
    return List.of(
        "-Djava.io.tmpdir=" + folder,
        "-Dpgcluster.data=" + folder,
        "-Dpgcluster.cache=" + programs.resolve("cache"),
        "-Dot.epg.working-dir=" + programs.resolve("zonky-programs"));
  }

  /** A new folder, which servers of root can enter, as they are another user's. */
  private static Path temporary(Path base) throws IOException {
    Path folder = Files.createTempDirectory(base, "pgcluster-benchmark");
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
  }

  /**
   * The same; on ext4 each folder in it lies in another region of the disk, as the library has it
   * for itself: else zonky would pay for all the files that either deletes.
   */
  private static Path spread(Path base) throws IOException, InterruptedException {
    Path folder = temporary(base);
    if (type(base).startsWith("ext")) {
      var unused = Processes.run(List.of("chattr", "+T", folder.toString()));
    }
    return folder;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
