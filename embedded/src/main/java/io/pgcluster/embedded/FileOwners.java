package io.pgcluster.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Permissions, where files have them. */
final class FileOwners {
  private FileOwners() {}

  static boolean arePosix(Path path) {
    return view(path) != null;
  }

  private static @Nullable PosixFileAttributeView view(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class);
  }

  /** A folder that others may enter and read: the servers may be another user's. */
  static void open(Path folder) throws IOException {
    set(folder, "rwxr-xr-x");
  }

  /** A file for its owner alone. */
  static void close(Path file) throws IOException {
    set(file, Files.isDirectory(file) ? "rwx------" : "rw-------");
  }

  static void set(Path path, String permissions) throws IOException {
    PosixFileAttributeView view = view(path);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(permissions));
    }
  }

  /** Writes a secret: the file is closed to others before anything is in it. */
  static void writeSecret(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(file);
    close(file);
    Files.writeString(file, text);
  }
}
