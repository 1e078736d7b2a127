package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What PostgreSQL stores of a SCRAM-SHA-256 password (RFC 5802, RFC 7677): {@code
 * SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}. Given to PostgreSQL instead of the password,
 * the server never sees that.
 *
 * <p>The password is prepared as PostgreSQL does it: SASLprep where that applies, else the raw
 * bytes. libpq prepares the same; pgjdbc 42.7 differs for zero-width spaces (U+200B), deprecated
 * accents (U+0340, U+0341) and passwords of nothing but invisible characters, and cannot log in
 * with those, whoever made the verifier. Salt and iterations are inputs, so that the same input
 * gives the same text. Two verifiers are equal when their texts are. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class ScramVerifier {

  /** PostgreSQL's own number of iterations (its default of {@code scram_iterations}). */
  public static final int DEFAULT_ITERATIONS = 4096;

  /** Bytes of salt that PostgreSQL itself draws. */
  public static final int DEFAULT_SALT_LENGTH = 16;

  private static final int KEY_LENGTH = 32;
  private static final Pattern FORMAT =
      Pattern.compile("SCRAM-SHA-256\\$([0-9]{1,10}):([^$:]+)\\$([^$:]+):([^$:]+)");

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  private ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /**
   * Makes the verifier of a password.
   *
   * @param password the password
   * @param salt at least one byte; random ones, {@value #DEFAULT_SALT_LENGTH} are usual
   * @param iterations at least 1; {@value #DEFAULT_ITERATIONS} is usual and takes about a
   *     millisecond
   * @return the verifier
   * @throws PgClusterException if the salt is empty or iterations are below 1
   */
  public static ScramVerifier of(Password password, byte[] salt, int iterations) {
    if (salt.length == 0) {
      throw new PgClusterException("SCRAM verifier: the salt is empty; give 16 random bytes");
    }
    if (iterations < 1) {
      throw new PgClusterException(
          "SCRAM verifier: %d iterations; give at least 1, PostgreSQL takes %d"
              .formatted(iterations, DEFAULT_ITERATIONS));
    }
    return password.use(bytes -> derive(bytes, salt.clone(), iterations));
  }

  /**
   * {@link #of(Password, byte[], int)} with {@value #DEFAULT_ITERATIONS} iterations.
   *
   * @param password the password
   * @param salt at least one byte
   * @return the verifier
   */
  public static ScramVerifier of(Password password, byte[] salt) {
    return of(password, salt, DEFAULT_ITERATIONS);
  }

  /**
   * {@link #of(Password, byte[], int)} of a text.
   *
   * @param password the password
   * @param salt at least one byte
   * @param iterations at least 1
   * @return the verifier
   */
  public static ScramVerifier of(String password, byte[] salt, int iterations) {
    try (Password p = Password.of(password)) {
      return of(p, salt, iterations);
    }
  }

  /**
   * Reads a verifier as {@code pg_authid.rolpassword} shows it.
   *
   * @param text the verifier
   * @return the verifier
   * @throws PgClusterException if it is not one; the message does not repeat it
   */
  public static ScramVerifier parse(String text) {
    Matcher parts = FORMAT.matcher(text);
    if (!parts.matches()) {
      throw malformed("is not of the form SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey");
    }
    long iterations = Long.parseLong(parts.group(1));
    if (iterations < 1 || iterations > Integer.MAX_VALUE) {
      throw malformed("its number of iterations is not between 1 and " + Integer.MAX_VALUE);
    }
    return new ScramVerifier(
        (int) iterations,
        decode("salt", parts.group(2)),
        key("StoredKey", parts.group(3)),
        key("ServerKey", parts.group(4)));
  }

  private static byte[] key(String name, String base64) {
    byte[] key = decode(name, base64);
    if (key.length != KEY_LENGTH) {
      throw malformed("its %s has %d bytes, not %d".formatted(name, key.length, KEY_LENGTH));
    }
    return key;
  }

  private static byte[] decode(String name, String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      // The decoder forgives missing padding and stray low bits; PostgreSQL's texts have neither.
      if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Its message would show part of the secret.
    }
    throw malformed("its %s is not base64".formatted(name));
  }

  private static PgClusterException malformed(String why) {
    return new PgClusterException(
        "SCRAM verifier: " + why + "; copy it whole from pg_authid.rolpassword");
  }

  private static ScramVerifier derive(byte[] password, byte[] salt, int iterations) {
    byte[] prepared = SaslPrep.prepare(password);
    byte[] salted = saltedPassword(prepared, salt, iterations);
    UnaryOperator<byte[]> hmac = Digests.hmac(salted);
    byte[] clientKey = hmac.apply(ascii("Client Key"));
    byte[] storedKey = Digests.digest("SHA-256", clientKey);
    byte[] serverKey = hmac.apply(ascii("Server Key"));
    Arrays.fill(prepared, (byte) 0);
    Arrays.fill(salted, (byte) 0);
    Arrays.fill(clientKey, (byte) 0);
    return new ScramVerifier(iterations, salt, storedKey, serverKey);
  }

  /**
   * Hi() of RFC 5802, which is one block of PBKDF2. The JDK's PBKDF2 takes characters alone, and a
   * password may be bytes that are none.
   */
  private static byte[] saltedPassword(byte[] password, byte[] salt, int iterations) {
    UnaryOperator<byte[]> hmac = Digests.hmac(password);
    byte[] first = Arrays.copyOf(salt, salt.length + 4);
    first[salt.length + 3] = 1;
    byte[] u = hmac.apply(first);
    byte[] result = u.clone();
    for (int i = 1; i < iterations; i++) {
      u = hmac.apply(u);
      for (int j = 0; j < result.length; j++) {
        result[j] ^= u[j];
      }
    }
    return result;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Is this the verifier of that password?
   *
   * @param password the password to try
   * @return whether a login with it would succeed
   */
  public boolean matches(Password password) {
    return equals(of(password, salt, iterations));
  }

  /**
   * {@link #matches(Password)} of a text.
   *
   * @param password the password to try
   * @return whether a login with it would succeed
   */
  public boolean matches(String password) {
    try (Password p = Password.of(password)) {
      return matches(p);
    }
  }

  /**
   * The number of PBKDF2 iterations.
   *
   * @return at least 1
   */
  public int iterations() {
    return iterations;
  }

  /**
   * The salt.
   *
   * @return a copy
   */
  public byte[] salt() {
    return salt.clone();
  }

  /**
   * The text that PostgreSQL stores and takes in {@code PASSWORD '…'}. Treat it as a secret: it
   * allows guessing offline.
   *
   * @return {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}, ASCII without quotes and
   *     backslashes
   */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    return PoolToken.SCRAM
        + iterations
        + ":"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(storedKey)
        + ":"
        + base64.encodeToString(serverKey);
  }

  /** Compares the keys in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScramVerifier that
        && iterations == that.iterations
        && Arrays.equals(salt, that.salt)
        && MessageDigest.isEqual(storedKey, that.storedKey)
        && MessageDigest.isEqual(serverKey, that.serverKey);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(salt);
  }

  /** Shows the iterations, not salt and keys. */
  @Override
  public String toString() {
    return "ScramVerifier[iterations=" + iterations + ", keys redacted]";
  }
}
