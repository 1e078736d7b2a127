package io.pgcluster.topology;

import io.pgcluster.image.ImageContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * PostgreSQL with all its programs, as Debian's packages install it. That of the build's own jar
 * has no pg_basebackup and no psql.
 *
 * @param version the major version
 * @param programs the folder of the programs
 */
record InstalledPostgres(int version, Path programs) {
  static final Set<String> PROGRAMS =
      Set.of("initdb", "postgres", "pg_basebackup", "pg_ctl", "psql", "pg_isready");

  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  /** The newest that is there and supported. */
  static Optional<InstalledPostgres> find() {
    if (!Files.isDirectory(DEBIAN)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      return versions
          .filter(p -> p.getFileName().toString().matches("1[4-8]"))
          .map(p -> new InstalledPostgres(number(p), p.resolve("bin")))
          .filter(i -> PROGRAMS.stream().allMatch(p -> Files.isExecutable(i.programs.resolve(p))))
          .max(Comparator.comparing(InstalledPostgres::version));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int number(Path version) {
    return Integer.parseInt(version.getFileName().toString());
  }

  /** What an image with these programs would promise. */
  static ImageContract contract(Path programs) {
    Set<String> all =
        Stream.concat(PROGRAMS.stream(), Stream.of("sh"))
            .collect(java.util.stream.Collectors.toSet());
    return new ImageContract("own", 999, 999, programs.toString(), all);
  }

  /** The server refuses to run as root; setpriv leaves no process between. */
  static List<String> asUser() {
    return isRoot()
        ? List.of("setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "--")
        : List.of();
  }

  /**
   * Shells start background jobs with INT ignored, and so it stays in all that these start, tests
   * too; in a container it is not.
   */
  static List<String> hearingInt() {
    List<String> heard = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(heard);
    trial.add("true");
    try {
      return new ProcessBuilder(trial).start().onExit().join().exitValue() == 0 ? heard : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Gives a file to the user that the programs run as, or lets him read it by his group alone. */
  static void give(Path file, boolean writable) throws IOException {
    if (isRoot()) {
      run("chown", writable ? "nobody:nogroup" : "root:nogroup", file.toString());
    }
  }

  private static void run(String... command) throws IOException {
    if (new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }
}
