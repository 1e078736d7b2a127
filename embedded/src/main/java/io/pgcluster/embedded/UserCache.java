package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A folder of things that are made once and then only read: unpacked programs, templates. Any
 * number of threads and programs use it at once. What is there is complete: it is made in a
 * temporary folder, and renamed.
 */
final class UserCache {
  private static final String PROPERTY = "pgcluster.cache";
  private static final String HALF = ".half";

  private static final Set<Path> GOOD = ConcurrentHashMap.newKeySet();

  private final Path root;

  UserCache(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Makes something in a new folder. */
  @FunctionalInterface
  interface Maker {
    void make(Path folder) throws IOException;
  }

  /** The first of the usual places that can be written to and whose programs may run. */
  static Path defaultFolder() {
    String set = System.getProperty(PROPERTY);
    if (set != null && !set.isBlank()) {
      new UserCache(Path.of(set)).check();
      return Path.of(set);
    }
    List<Path> places = places();
    for (Path place : places) {
      if (usable(place)) {
        return place;
      }
    }
    throw new PgClusterException(
        ("cache: none of %s can be written to and runs programs; name a folder by the system"
                + " property %s or by EmbeddedPgClusters.cache(…)")
            .formatted(places, PROPERTY));
  }

  private static List<Path> places() {
    String user = System.getProperty("user.name");
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"), "pgcluster-cache-" + user);
    if (RunAs.current().owner().isPresent()) {
      // Nobody else may look into root's home.
      return List.of(Path.of("/var/cache/pgcluster"), temporary);
    }
    Path home = Path.of(System.getProperty("user.home"));
    Path inHome =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .orElseGet(() -> home.resolve(".cache"));
    return List.of(inHome.resolve("pgcluster"), temporary);
  }

  /** Checked by doing it: permissions alone do not tell of a read-only or noexec mount. */
  private static boolean usable(Path place) {
    try {
      new UserCache(place).check();
      return true;
    } catch (PgClusterException e) {
      return false;
    }
  }

  /** Refuses a folder that is of no use, and says why. What was good once is not tried again. */
  void check() {
    if (GOOD.contains(root) && Files.isDirectory(root)) {
      return;
    }
    try {
      Files.createDirectories(root);
      Path probe = root.resolve("probe-" + Place.random());
      try {
        // Made by another program: one that this one has open cannot run (ETXTBSY), nor one that it
        // had open when another thread started something, which has it for a moment, too.
        Files.createDirectory(probe);
        String script = "cd \"$0\" && printf '#!/bin/sh\\n' >probe && chmod 700 probe && ./probe";
        if (FileOwners.arePosix(probe)
            && !Programs.succeeds(List.of("sh", "-c", script, probe.toString()))) {
          throw new PgClusterException(
              ("cache %s: programs there do not run; it is mounted noexec; name another folder by"
                      + " the system property %s or by EmbeddedPgClusters.cache(…)")
                  .formatted(root, PROPERTY));
        }
      } finally {
        Folders.delete(probe);
      }
    } catch (IOException e) {
      throw unusable(e);
    }
    GOOD.add(root);
  }

  private PgClusterException unusable(IOException e) {
    return new PgClusterException(
        "cache %s: cannot be written to (%s); name another folder by the system property %s or by EmbeddedPgClusters.cache(…)"
            .formatted(root, e, PROPERTY),
        e);
  }

  Path root() {
    return root;
  }

  /**
   * What goes by that name; made first if it is not there.
   *
   * @param name a file name, with a path of one folder before it
   */
  Path get(String name, Maker maker) {
    Path wanted = root.resolve(name);
    if (Files.isDirectory(wanted)) {
      return used(wanted);
    }
    try {
      Path parent = Files.createDirectories(wanted.resolveSibling("locks"));
      Path lock = parent.resolve(wanted.getFileName() + ".lock");
      var unused =
          Locks.holding(
              lock,
              () -> {
                if (!Files.isDirectory(wanted)) {
                  make(wanted, maker);
                }
                return wanted;
              });
      return used(wanted);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static void make(Path wanted, Maker maker) throws IOException {
    Path half = wanted.resolveSibling(wanted.getFileName() + HALF);
    // Left by a program that was killed; nobody else can be at it, as the lock is ours.
    Folders.delete(half);
    try {
      Files.createDirectories(half);
      FileOwners.open(half);
      maker.make(half);
      try {
        Files.move(half, wanted, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(half, wanted);
      }
    } finally {
      Folders.delete(half);
    }
  }

  /** Its time says when it was used last. */
  private static Path used(Path folder) {
    try {
      Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // A cache that is not ours to write to can still be read.
    }
    return folder;
  }

  /** Removes what was not used for long, but for the newest few. */
  void sweep(String kind, int kept, Duration age) {
    Path folder = root.resolve(kind);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> old =
          all.filter(path -> !path.endsWith("locks"))
              .sorted(java.util.Comparator.comparing(UserCache::time).reversed())
              .skip(kept)
              .filter(path -> time(path).toInstant().isBefore(Instant.now().minus(age)))
              .toList();
      for (Path path : old) {
        Folders.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // Another program sweeps too; the next one gets what this one did not.
    }
  }

  private static FileTime time(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return FileTime.from(Instant.now());
    }
  }
}
