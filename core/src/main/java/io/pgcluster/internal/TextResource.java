package io.pgcluster.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Texts that come with the library.
 *
 * @since 0.1
 */
public final class TextResource {
  private TextResource() {}

  /**
   * Reads one whole.
   *
   * @param neighbour a class of the package that it lies in
   * @param name its name there
   * @return its text
   */
  public static String read(Class<?> neighbour, String name) {
    try (InputStream stream =
        Objects.requireNonNull(neighbour.getResourceAsStream(name), () -> name + " is missing")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }
}
