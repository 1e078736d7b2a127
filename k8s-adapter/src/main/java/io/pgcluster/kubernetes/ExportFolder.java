package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the files of an export into a folder. They may hold passwords, so nobody but their owner
 * may read them, where the file system has such rights.
 *
 * @since 0.1
 */
public final class ExportFolder {
  private ExportFolder() {}

  /**
   * Writes all files.
   *
   * @param folder is made, with those above it; has to be empty, so that nothing old is left in it
   * @param files texts by their paths
   * @throws PgClusterException if the folder is not empty or cannot be written
   */
  public static void write(Path folder, Map<String, String> files) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> there = Files.list(folder)) {
        if (there.findAny().isPresent()) {
          throw new PgClusterException(
              "folder %s: is not empty; give a new one, or empty it".formatted(folder));
        }
      }
      for (Map.Entry<String, String> file : files.entrySet()) {
        Path path = folder.resolve(file.getKey());
        Path above = path.getParent();
        if (above != null) {
          Files.createDirectories(above);
        }
        Files.createFile(path, ownersOnly());
        Files.writeString(path, file.getValue());
      }
    } catch (IOException e) {
      throw new PgClusterException(
          "folder %s: cannot be written: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static FileAttribute<?>[] ownersOnly() {
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }
}
