package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks an archive of programs. */
final class ArchiveUnpacker {
  private ArchiveUnpacker() {}

  static void unpack(URL archive, Path folder) throws IOException {
    try (XzStream xz = XzStream.of(archive, folder);
        TarArchiveInputStream tar = new TarArchiveInputStream(xz.stream())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, folder);
      }
      xz.check();
    } catch (IOException e) {
      if (Files.isWritable(folder) && folder.toFile().getUsableSpace() > 0) {
        throw new PgClusterException(
            "%s: cannot be unpacked (%s); it is broken: let Maven fetch its jar again"
                .formatted(archive, e),
            e);
      }
      throw e;
    }
    if (!Files.isExecutable(folder.resolve("bin/postgres"))) {
      throw new PgClusterException(
          "%s: has no bin/postgres; it is not an archive of PostgreSQL's programs"
              .formatted(archive));
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path path = folder.resolve(entry.getName()).normalize();
    if (!path.startsWith(folder)) {
      throw new IOException("an entry leads out of the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      FileOwners.open(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(path, folder.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      FileOwners.set(path, (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--");
    }
  }
}
