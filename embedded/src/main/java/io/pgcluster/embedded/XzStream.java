package io.pgcluster.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * What an archive holds: by the program xz where there is one, as a young JVM takes twice as long,
 * else by a library.
 */
final class XzStream implements AutoCloseable {
  private final InputStream stream;
  private final Path packed;
  private final Optional<Process> program;

  private XzStream(InputStream stream, Path packed, Optional<Process> program) {
    this.stream = stream;
    this.packed = packed;
    this.program = program;
  }

  /**
   * Opens it.
   *
   * @param folder for a temporary file
   */
  static XzStream of(URL archive, Path folder) throws IOException {
    Path packed = folder.resolve("archive.xz");
    Optional<Path> xz = Programs.find("xz");
    if (xz.isEmpty()) {
      InputStream bytes = new BufferedInputStream(archive.openStream(), 1 << 16);
      return new XzStream(new XZCompressorInputStream(bytes), packed, Optional.empty());
    }
    try (InputStream bytes = archive.openStream()) {
      Files.copy(bytes, packed);
    }
    Process process =
        Programs.builder(List.of(xz.get().toString(), "-dc"))
            .redirectErrorStream(false)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectInput(packed.toFile())
            .start();
    return new XzStream(process.getInputStream(), packed, Optional.of(process));
  }

  InputStream stream() {
    return stream;
  }

  /** Refuses what was cut off or does not match its checksum. */
  void check() throws IOException {
    byte[] rest = new byte[1 << 13];
    int read;
    do {
      read = stream.read(rest);
    } while (read >= 0);
    if (program.isPresent() && Programs.wait(program.get(), List.of("xz")) != 0) {
      throw new IOException("xz cannot read it");
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
    program.ifPresent(Process::destroy);
    Files.deleteIfExists(packed);
  }
}
