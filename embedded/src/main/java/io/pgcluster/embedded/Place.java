package io.pgcluster.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder in which clusters live, each in a folder of its name.
 *
 * @param folder made when the first cluster is
 * @param temporary whether it is this program's alone and ends with it
 */
record Place(Path folder, boolean temporary) {
  private static final String PROPERTY = "pgcluster.data";
  private static final Path MEMORY = Path.of("/dev/shm");

  /** What a small cluster takes at the least; on less, memory is left to others. */
  private static final long ENOUGH = 256L << 20;

  private static final Pattern NAME = Pattern.compile("(\\d+)-(\\d+)-[0-9a-f]+");

  /** In memory where there is enough of it, else where temporary files are. */
  static Place ofThisProgram() {
    Path base = base();
    sweep(base);
    ProcessHandle self = ProcessHandle.current();
    String name = "%d-%d-%s".formatted(self.pid(), started(self), random());
    return new Place(base.resolve(name), true);
  }

  static Place at(Path folder) {
    return new Place(folder.toAbsolutePath().normalize(), false);
  }

  private static Path base() {
    String name = "pgcluster-" + System.getProperty("user.name");
    return Optional.ofNullable(System.getProperty(PROPERTY))
        .filter(folder -> !folder.isBlank())
        .map(Path::of)
        .orElseGet(() -> roomy(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir")))
        .toAbsolutePath()
        .resolve(name);
  }

  private static boolean roomy(Path folder) {
    return Files.isDirectory(folder)
        && Files.isWritable(folder)
        && folder.toFile().getUsableSpace() >= ENOUGH;
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(instant -> instant.toEpochMilli()).orElse(0L);
  }

  static String random() {
    byte[] bytes = new byte[6];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Removes what programs left that are gone, and whose guards are gone too. */
  private static void sweep(Path base) {
    if (!Files.isDirectory(base)) {
      return;
    }
    try (Stream<Path> all = Files.list(base)) {
      for (Path place : all.filter(Place::isLeft).toList()) {
        for (ClusterFolder cluster : new Place(place, true).clusters()) {
          cluster.remove();
        }
        Folders.delete(place);
      }
    } catch (IOException | UncheckedIOException e) {
      // Another program sweeps too, or a guard is at work; the next one gets what is left.
    }
  }

  private static boolean isLeft(Path place) {
    Matcher name = NAME.matcher(String.valueOf(place.getFileName()));
    if (!name.matches()) {
      return false;
    }
    long started = Long.parseLong(name.group(2));
    return ProcessHandle.of(Long.parseLong(name.group(1)))
        .filter(ProcessHandle::isAlive)
        .filter(process -> started(process) == started)
        .isEmpty();
  }

  ClusterFolder cluster(String name) {
    return new ClusterFolder(folder.resolve(name));
  }

  /** Those that are there, by name. */
  List<ClusterFolder> clusters() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory).sorted().map(ClusterFolder::new).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves no folder of a cluster that did not come to be. */
  void forgetIfEmpty(ClusterFolder cluster) throws IOException {
    if (cluster.exists() || cluster.kept().isPresent()) {
      return;
    }
    Folders.delete(cluster.root());
    try {
      if (temporary && clusters().isEmpty()) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      // Another thread's cluster has just come.
    }
  }

  void create() throws IOException {
    Path base = folder.getParent();
    if (temporary && base != null && !Files.isDirectory(base)) {
      Files.createDirectories(base);
      FileOwners.set(base, "rwx--x--x");
    }
    boolean made = !Files.isDirectory(folder);
    Files.createDirectories(folder);
    if (temporary) {
      FileOwners.set(folder, "rwx--x--x");
      if (made) {
        spread(folder);
      }
    }
  }

  /**
   * On ext4 each folder made here begins another region of the disk. Near files that were deleted
   * in the last minutes, as those of the cluster before, one without a journal takes ten times as
   * long to make new ones. Best effort.
   */
  private static void spread(Path folder) {
    try {
      if (Files.getFileStore(folder).type().startsWith("ext")) {
        var unused = Programs.output(List.of("chattr", "+T", folder.toString()));
      }
    } catch (IOException e) {
      // A mount that cannot be told: slower, but as good.
    }
  }

  /** The region follows from a folder's first name, so that is never the same. */
  void create(ClusterFolder cluster) throws IOException {
    if (Files.isDirectory(cluster.root())) {
      return;
    }
    // With its parent, which goes with the last cluster in it: one may just be ending.
    Path made = Files.createDirectories(folder.resolve("new-" + random()));
    try {
      Files.move(made, cluster.root());
    } catch (FileSystemException e) {
      // Another thread or program may have been first.
      Files.delete(made);
      if (!Files.isDirectory(cluster.root())) {
        throw e;
      }
    }
  }
}
