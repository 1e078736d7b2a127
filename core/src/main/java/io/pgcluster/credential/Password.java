package io.pgcluster.credential;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A password that does not show itself: redacted in {@code toString}, compared in constant time,
 * wiped when closed.
 *
 * @since 0.1
 */
public final class Password implements AutoCloseable {
  private final byte[] utf8;

  private Password(byte[] utf8) {
    this.utf8 = utf8;
  }

  /**
   * A password of the caller's.
   *
   * @param text its characters, not empty, without NUL
   * @return its own copy
   */
  public static Password of(CharSequence text) {
    if (text.isEmpty()) {
      throw new io.pgcluster.PgClusterException("password: is empty; give at least one character");
    }
    if (text.chars().anyMatch(c -> c == 0)) {
      throw new io.pgcluster.PgClusterException(
          "password: has a NUL character, which PostgreSQL cannot store; leave it out");
    }
    var bytes = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return new Password(copy);
  }

  /**
   * The secret itself. Do not log it, do not keep it.
   *
   * @return its characters
   */
  public String reveal() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Password that && MessageDigest.isEqual(utf8, that.utf8);
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "[redacted]";
  }

  @Override
  public void close() {
    Arrays.fill(utf8, (byte) 0);
  }
}
