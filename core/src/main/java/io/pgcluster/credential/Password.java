package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.nio.CharBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A password: at least one byte, no NUL, never shown by {@link #toString()}, wiped from memory by
 * {@link #close()}.
 *
 * <p>Kept as the bytes that PostgreSQL sees, which are UTF-8 unless {@link #ofBytes(byte[])} was
 * given something else. Thread-safe.
 *
 * <p>Beware of a password that looks like a stored one ({@code md5} and 32 hexadecimal digits, or a
 * whole SCRAM verifier): PostgreSQL takes such a text in {@code PASSWORD '…'} for the stored form.
 * Sent as a {@link ScramVerifier} even those work.
 *
 * @since 0.1
 */
public final class Password implements AutoCloseable {

  /** Characters in a password of {@link #generate()}, which then has 190 bits. */
  public static final int DEFAULT_LENGTH = 32;

  /**
   * What {@link #generate()} draws from: the ASCII letters and digits, which need no escaping in
   * SQL strings, shells, URLs, {@code .pgpass}, {@code pool_passwd} and {@code pgpool.conf}.
   */
  public static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private static final int MIN_GENERATED_BITS = 80;

  private final byte[] bytes;
  private boolean closed;

  private Password(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A password from text. A String stays in memory until collected: prefer {@link #of(char[])}
   * where the source allows it.
   *
   * @param text its characters
   * @return its own copy
   * @throws PgClusterException if it is empty, or has a NUL or an unpaired surrogate
   */
  public static Password of(CharSequence text) {
    return checked(Utf8.encode("password", CharBuffer.wrap(text)));
  }

  /**
   * A password from characters, which the caller may wipe at once.
   *
   * @param text its characters
   * @return its own copy
   * @throws PgClusterException if it is empty, or has a NUL or an unpaired surrogate
   */
  public static Password of(char[] text) {
    return of(CharBuffer.wrap(text));
  }

  /**
   * A password from the bytes that PostgreSQL sees: one read from a file or a Secret, or in another
   * encoding than UTF-8.
   *
   * @param bytes its bytes, which the caller may wipe at once
   * @return its own copy
   * @throws PgClusterException if it is empty or has a NUL
   */
  public static Password ofBytes(byte[] bytes) {
    return checked(bytes.clone());
  }

  private static Password checked(byte[] bytes) {
    if (bytes.length == 0) {
      throw new PgClusterException(
          "password: is empty, which PostgreSQL takes for no password; give at least one"
              + " character");
    }
    for (byte b : bytes) {
      if (b == 0) {
        Arrays.fill(bytes, (byte) 0);
        throw new PgClusterException(
            "password: has a NUL character, which PostgreSQL cannot store; leave it out");
      }
    }
    return new Password(bytes);
  }

  /**
   * A new password of {@value #DEFAULT_LENGTH} characters of {@link #ALPHABET}, from a strong
   * source.
   *
   * @return a password of 190 bits
   */
  public static Password generate() {
    return generate(DEFAULT_LENGTH, ALPHABET);
  }

  /**
   * A new password from the platform's {@link SecureRandom}.
   *
   * @param length number of characters
   * @param alphabet at least two different printable ASCII characters
   * @return a password as {@link #generate(int, String, SecureRandom)} draws it
   * @throws PgClusterException as there
   */
  public static Password generate(int length, String alphabet) {
    return generate(length, alphabet, new SecureRandom());
  }

  /**
   * A new password: each character drawn uniformly from the alphabet. A result that begins with a
   * prefix to which pgpool gives a meaning ({@code md5}, {@code AES}, {@code TEXT}, {@code
   * SCRAM-SHA-256$}) is drawn again, so that it can stand as it is in {@code pgpool.conf}.
   *
   * @param length number of characters
   * @param alphabet at least two different printable ASCII characters
   * @param random where the randomness comes from
   * @return the password
   * @throws PgClusterException if the alphabet is not of that form, or length and alphabet give
   *     less than 80 bits
   */
  public static Password generate(int length, String alphabet, SecureRandom random) {
    checkAlphabet(alphabet);
    double bits = Math.max(0, length) * Math.log(alphabet.length()) / Math.log(2);
    if (bits < MIN_GENERATED_BITS) {
      throw new PgClusterException(
          ("generated password: %d characters of an alphabet of %d give %.0f bits; make it"
                  + " longer, %d bits are the least")
              .formatted(length, alphabet.length(), bits, MIN_GENERATED_BITS));
    }
    byte[] drawn = new byte[length];
    do {
      for (int i = 0; i < length; i++) {
        drawn[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
    } while (PoolToken.hasPrefix(drawn));
    return new Password(drawn);
  }

  private static void checkAlphabet(String alphabet) {
    boolean printable = alphabet.chars().allMatch(c -> c > ' ' && c < 0x7f);
    boolean distinct = alphabet.chars().distinct().count() == alphabet.length();
    if (!printable || !distinct || alphabet.length() < 2) {
      throw new PgClusterException(
          "generated password: the alphabet must have at least two printable ASCII characters, no"
              + " space and none of them twice; Password.ALPHABET is one");
    }
  }

  /**
   * A copy of the bytes. Wipe it after use, or take {@link #use(Function)}, which does.
   *
   * @return the bytes that PostgreSQL sees
   * @throws PgClusterException if closed
   */
  public synchronized byte[] bytes() {
    if (closed) {
      throw new PgClusterException(
          "password: is already closed and wiped; close it only after its last use");
    }
    return bytes.clone();
  }

  /**
   * Its length in bytes, the unit of pgpool's limits.
   *
   * @return at least 1
   */
  public int length() {
    return bytes.length;
  }

  /**
   * Lends a copy of the bytes, which is wiped when the action returns.
   *
   * @param <T> what the action returns
   * @param action what to do with the bytes; must not keep them
   * @return what the action returned
   * @throws PgClusterException if closed
   */
  public <T> T use(Function<byte[], T> action) {
    byte[] copy = bytes();
    try {
      return action.apply(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /**
   * The password as text, for an API that takes nothing else (JDBC). Do not log it, do not keep it.
   *
   * @return its characters
   * @throws PgClusterException if closed, or if the bytes are not UTF-8
   */
  public String reveal() {
    return use(copy -> Utf8.decode("password", copy));
  }

  /**
   * The password as SCRAM takes it: SASLprep as PostgreSQL does it, which changes ligatures, full
   * width letters, unusual spaces and the like, and never ASCII. For programs that do not prepare
   * passwords themselves, such as pgpool.
   *
   * @return a new password, maybe of other length; for a login with SCRAM both are the same
   * @throws PgClusterException if closed
   */
  public Password saslPrepared() {
    return use(copy -> new Password(SaslPrep.prepare(copy)));
  }

  /** Overwrites the password with zeros; all use after that is refused. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  private synchronized boolean isOpen() {
    return !closed;
  }

  /** Equal bytes, compared in constant time; a closed password equals only itself. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Password that
        && isOpen()
        && that.isOpen()
        && MessageDigest.isEqual(bytes, that.bytes);
  }

  /** The same for every password: a hash of the bytes would tell something about them. */
  @Override
  public int hashCode() {
    return 0;
  }

  /** Always the same text, without the password and its length. */
  @Override
  public String toString() {
    return "[redacted]";
  }
}
