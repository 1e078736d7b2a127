package io.pgcluster.jdbc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs from zonky's jar, and how to run them as somebody else than root. */
final class PostgresPrograms {
  static final String USER = "nobody";

  private final Path home;

  private PostgresPrograms(Path home) {
    this.home = home;
  }

  /** Unpacks the programs of this machine's architecture below a folder. */
  static PostgresPrograms unpackIn(Path folder) throws IOException {
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String name = arch.contains("aarch64") ? "arm_64" : "x86_64";
    Path home = Files.createDirectory(folder.resolve("postgres"));
    String resource = "/postgres-linux-" + name + ".txz";
    try (InputStream packed = PostgresPrograms.class.getResourceAsStream(resource)) {
      if (packed == null) {
        throw new IOException("no PostgreSQL for " + arch + " on the class path: " + resource);
      }
      unpack(packed, home);
    }
    return new PostgresPrograms(home);
  }

  private static void unpack(InputStream packed, Path home) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(
            new XZCompressorInputStream(new BufferedInputStream(packed, 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = home.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path);
          if ((entry.getMode() & 0100) != 0) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
          }
        }
      }
    }
  }

  List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(asUser());
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The server refuses to run as root; setpriv leaves no process between. */
  static List<String> asUser() {
    return isRoot()
        ? List.of("setpriv", "--reuid", USER, "--regid", "nogroup", "--clear-groups", "--")
        : List.of();
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** Gives a folder to the user that the programs run as. */
  static void giveAway(Path folder) throws IOException {
    if (isRoot()) {
      var user = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
      try (var paths = Files.walk(folder)) {
        paths.forEach(
            path -> {
              try {
                Files.setOwner(path, user);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
      }
    }
  }
}
