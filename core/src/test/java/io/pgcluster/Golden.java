package io.pgcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares to the byte with files that are written anew only with {@code -Dgolden.update=true}. */
public final class Golden {
  private Golden() {}

  /**
   * Compares a text with a file of the module.
   *
   * @param file below the module's folder, such as {@code src/test/resources/…}
   * @param actual the whole text
   */
  public static void assertEqual(Path file, String actual) {
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, actual);
      }
      assertThat(file).exists();
      assertThat(actual).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
