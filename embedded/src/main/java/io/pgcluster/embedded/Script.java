package io.pgcluster.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The shell scripts beside these classes; run by {@code sh -c}, so that they need no file. */
final class Script {
  private Script() {}

  static String read(String name) {
    try (InputStream stream =
        Objects.requireNonNull(Script.class.getResourceAsStream(name), name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
