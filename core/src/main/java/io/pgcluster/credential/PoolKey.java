package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of pgpool ({@code .pgpoolkey}, {@code PGPOOLKEYFILE}, {@code pgpool -k}) and the AES
 * entries that {@code pg_enc} makes with it: {@code AES} and base64 of AES-256-CBC, whose key and
 * initialization vector are OpenSSL's {@code EVP_BytesToKey} of SHA-1, without salt, one round.
 *
 * <p>The same key and password always give the same entry. That is pgpool's design; it hides
 * passwords from a glance at the file, and no more. Thread-safe. Wiped when closed, except that the
 * crypto library keeps copies until collected.
 *
 * @since 0.1
 */
public final class PoolKey implements AutoCloseable {

  /** The longest password, in bytes, whose entry pgpool reads whole: a token is cut at 128. */
  public static final int MAX_PASSWORD_BYTES = 79;

  /** The longest key, in bytes, that pgpool reads from its key file. */
  public static final int MAX_KEY_BYTES = 255;

  private static final int KEY_BYTES = 32;
  private static final int BLOCK_BYTES = 16;
  private static final int MAX_CIPHER_BYTES = (MAX_PASSWORD_BYTES / BLOCK_BYTES + 1) * BLOCK_BYTES;

  private final Password key;

  private PoolKey(Password key) {
    this.key = key;
  }

  /**
   * The key from a password.
   *
   * @param key the content of the key file, without the line break; not kept, may be closed
   * @return the key
   * @throws PgClusterException if pgpool would not read it whole: over {@value #MAX_KEY_BYTES}
   *     bytes, or with a line break
   */
  public static PoolKey of(Password key) {
    if (key.length() > MAX_KEY_BYTES) {
      throw new PgClusterException(
          "pool key: has %d bytes and pgpool reads %d; shorten it"
              .formatted(key.length(), MAX_KEY_BYTES));
    }
    return key.use(
        bytes -> {
          for (byte b : bytes) {
            if (b == '\n') {
              throw new PgClusterException(
                  "pool key: has a line break and pgpool reads the first line alone; remove it");
            }
          }
          return new PoolKey(Password.ofBytes(bytes));
        });
  }

  /**
   * The key from a text.
   *
   * @param key the content of the key file, without the line break
   * @return the key
   * @throws PgClusterException as {@link #of(Password)}
   */
  public static PoolKey of(CharSequence key) {
    try (Password password = Password.of(key)) {
      return of(password);
    }
  }

  /**
   * What {@code pool_passwd} holds for a password.
   *
   * @param password at most {@value #MAX_PASSWORD_BYTES} bytes
   * @return {@code AES…}
   * @throws PgClusterException if the password is longer
   */
  public String encrypt(Password password) {
    if (password.length() > MAX_PASSWORD_BYTES) {
      throw new PgClusterException(
          ("password: has %d bytes and an AES entry of pool_passwd takes %d: pgpool cuts the entry"
                  + " at 128 characters and can then not decrypt it; shorten the password")
              .formatted(password.length(), MAX_PASSWORD_BYTES));
    }
    return PoolToken.AES
        + password.use(
            bytes -> Base64.getEncoder().encodeToString(cipher(Cipher.ENCRYPT_MODE, bytes)));
  }

  /**
   * {@link #encrypt(Password)} of a text.
   *
   * @param password at most {@value #MAX_PASSWORD_BYTES} bytes
   * @return {@code AES…}
   */
  public String encrypt(CharSequence password) {
    try (Password p = Password.of(password)) {
      return encrypt(p);
    }
  }

  /**
   * The password of an entry.
   *
   * @param entry {@code AES…}
   * @return the password
   * @throws PgClusterException if it is not an AES entry, or was made with another key
   */
  public Password decrypt(String entry) {
    byte[] plain = cipher(Cipher.DECRYPT_MODE, ciphertext(entry));
    try {
      return Password.ofBytes(plain);
    } catch (PgClusterException e) {
      throw wrongKey();
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** The encrypted bytes of an entry, after the checks that need no key. */
  static byte[] ciphertext(String entry) {
    if (!entry.startsWith(PoolToken.AES)) {
      throw new PgClusterException(
          "AES entry: does not begin with AES; give the password field of pool_passwd whole");
    }
    byte[] bytes;
    try {
      bytes = SecretData.decodeBytes(entry.substring(PoolToken.AES.length()));
    } catch (PgClusterException e) {
      throw new PgClusterException("AES entry: is not base64 after AES; make it anew with pg_enc");
    }
    if (bytes.length == 0 || bytes.length % BLOCK_BYTES != 0 || bytes.length > MAX_CIPHER_BYTES) {
      throw new PgClusterException(
          ("AES entry: has %d encrypted bytes, not a multiple of %d up to %d; it was cut off,"
                  + " or its password is longer than %d bytes")
              .formatted(bytes.length, BLOCK_BYTES, MAX_CIPHER_BYTES, MAX_PASSWORD_BYTES));
    }
    return bytes;
  }

  private byte[] cipher(int mode, byte[] input) {
    byte[] material = key.use(PoolKey::keyAndVector);
    try {
      Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
      cipher.init(
          mode,
          new SecretKeySpec(material, 0, KEY_BYTES, "AES"),
          new IvParameterSpec(material, KEY_BYTES, BLOCK_BYTES));
      return cipher.doFinal(input);
    } catch (BadPaddingException e) {
      throw wrongKey();
    } catch (GeneralSecurityException e) {
      throw Digests.missing("AES/CBC/PKCS5Padding", e);
    } finally {
      Arrays.fill(material, (byte) 0);
    }
  }

  /**
   * EVP_BytesToKey of SHA-1, without salt, one round: each hash is of the one before and the key.
   */
  private static byte[] keyAndVector(byte[] key) {
    byte[] one = Digests.digest("SHA-1", key);
    byte[] two = Digests.digest("SHA-1", one, key);
    byte[] three = Digests.digest("SHA-1", two, key);
    return ByteBuffer.allocate(one.length + two.length + three.length)
        .put(one)
        .put(two)
        .put(three)
        .array();
  }

  private static PgClusterException wrongKey() {
    return new PgClusterException(
        "AES entry: cannot be decrypted with this pool key; give the key it was made with");
  }

  /** Overwrites the key; all use after that is refused. Idempotent. */
  @Override
  public void close() {
    key.close();
  }

  /** Never shows the key. */
  @Override
  public String toString() {
    return "PoolKey[redacted]";
  }
}
