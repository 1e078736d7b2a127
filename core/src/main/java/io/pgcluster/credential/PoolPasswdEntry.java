package io.pgcluster.credential;

import io.pgcluster.PgClusterException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@link PoolPasswd}: a role and what pgpool holds of its password. Immutable and
 * thread-safe.
 *
 * @since 0.1
 */
public final class PoolPasswdEntry {

  /** The longest password, in bytes, of a TEXT entry: a token of 128 less the prefix. */
  public static final int MAX_TEXT_BYTES = 124;

  /** The longest token, in bytes; pgpool silently cuts longer ones (MAX_TOKEN_LEN). */
  public static final int MAX_TOKEN_BYTES = 128;

  /** How pgpool takes the password field, told by its prefix. */
  public enum Kind {
    /** {@code md5} and 32 digits: for backends whose verifier is md5. */
    MD5,
    /** {@code AES} and base64: decrypted with the {@link PoolKey}; for SCRAM and md5 backends. */
    AES,
    /** {@code TEXT} and the password; for SCRAM and md5 backends. */
    TEXT,
    /** A SCRAM verifier: pgpool reads it but can log in nowhere with it. Never written. */
    SCRAM,
    /** The password without a prefix. Never written: its beginning may look like one. */
    PLAIN
  }

  private static final Pattern MD5 = Pattern.compile("md5[0-9a-f]{32}");

  private final String user;
  private final String token;

  private PoolPasswdEntry(String user, String token) {
    this.user = user;
    this.token = token;
  }

  /**
   * An md5 entry, as {@code pg_md5 --md5auth} makes it.
   *
   * @param user the role's name, as it is
   * @param password its password
   * @return the entry
   * @throws PgClusterException if the name does not fit a line of the file
   */
  public static PoolPasswdEntry md5(String user, Password password) {
    return of(user, PgMd5.userPassword(user, password));
  }

  /**
   * An AES entry, as {@code pg_enc} makes it, of the password as SCRAM takes it: pgpool does not
   * prepare passwords ({@link Password#saslPrepared()}), so that those which that changes would
   * fail. For a router that asks clients for md5 instead, give {@link #of} the {@link
   * PoolKey#encrypt(Password)} of the password as it is.
   *
   * @param user the role's name, as it is
   * @param password its password, at most {@value PoolKey#MAX_PASSWORD_BYTES} bytes
   * @param key pgpool's key
   * @return the entry
   * @throws PgClusterException if the password is longer, or the name does not fit a line
   */
  public static PoolPasswdEntry aes(String user, Password password, PoolKey key) {
    try (Password prepared = prepared(user, password, PoolKey.MAX_PASSWORD_BYTES)) {
      return of(user, key.encrypt(prepared));
    }
  }

  /**
   * A TEXT entry, of the password as SCRAM takes it, as {@link #aes} does.
   *
   * @param user the role's name, as it is
   * @param password its password, at most {@value #MAX_TEXT_BYTES} bytes, without a line break
   * @return the entry
   * @throws PgClusterException if the password is longer, or it or the name does not fit a line
   */
  public static PoolPasswdEntry text(String user, Password password) {
    try (Password prepared = prepared(user, password, MAX_TEXT_BYTES)) {
      return of(user, PoolToken.TEXT + prepared.reveal());
    }
  }

  private static Password prepared(String user, Password password, int max) {
    Password prepared = password.saslPrepared();
    if (password.length() <= max && prepared.length() > max) {
      throw new PgClusterException(
          ("pool_passwd, user \"%s\": the password grows from %d to %d bytes when it is prepared"
                  + " for SCRAM, and the entry takes %d; shorten it")
              .formatted(user, password.length(), prepared.length(), max));
    }
    return prepared;
  }

  /**
   * An entry with a ready-made password field.
   *
   * @param user the role's name, as it is
   * @param token {@code md5…}, {@code AES…} or {@code TEXT…}, not escaped
   * @return the entry
   * @throws PgClusterException if pgpool could not use the field: another kind, malformed, or over
   *     its limits
   */
  public static PoolPasswdEntry of(String user, String token) {
    RoleName.checkedForLine("pool_passwd", user);
    PoolPasswdEntry entry = new PoolPasswdEntry(user, token);
    String problem = entry.problem();
    if (!problem.isEmpty()) {
      throw new PgClusterException("pool_passwd, user \"%s\": %s".formatted(user, problem));
    }
    return entry;
  }

  /** As it stands in a file, right or wrong. */
  static PoolPasswdEntry read(String user, String token) {
    return new PoolPasswdEntry(user, token);
  }

  /**
   * The role.
   *
   * @return its name, not escaped
   */
  public String user() {
    return user;
  }

  /**
   * How pgpool takes the password field.
   *
   * @return the kind
   */
  public Kind kind() {
    if (token.startsWith(PoolToken.MD5)) {
      // Of another length, pgpool takes it for a password that happens to begin so.
      return bytes() == 35 ? Kind.MD5 : Kind.PLAIN;
    }
    if (token.startsWith(PoolToken.AES)) {
      return Kind.AES;
    }
    if (token.startsWith(PoolToken.SCRAM)) {
      return Kind.SCRAM;
    }
    return token.startsWith(PoolToken.TEXT) ? Kind.TEXT : Kind.PLAIN;
  }

  /**
   * The password field. For {@link Kind#TEXT} and {@link Kind#PLAIN} that is the password: do not
   * log it.
   *
   * @return the field with its prefix, not escaped
   */
  public String token() {
    return token;
  }

  /**
   * What keeps pgpool from using the password field.
   *
   * @return the reason and the remedy, or an empty text if nothing does; without the password
   */
  public String problem() {
    if (token.indexOf('\n') >= 0 || token.indexOf('\0') >= 0) {
      return "the password has a line break or NUL, which the file cannot hold; change it";
    }
    return switch (kind()) {
      case MD5 ->
          MD5.matcher(token).matches()
              ? ""
              : "md5 is not followed by 32 lower-case hexadecimal digits; make it with PgMd5";
      case AES -> aesProblem();
      case TEXT -> textProblem(bytes() - PoolToken.TEXT.length());
      case SCRAM ->
          "pgpool cannot log in to PostgreSQL with a SCRAM verifier, it needs the password itself;"
              + " make an AES or TEXT entry";
      case PLAIN ->
          "a password field must begin with md5, AES or TEXT; put TEXT before a plain password";
    };
  }

  private int bytes() {
    return token.getBytes(StandardCharsets.UTF_8).length;
  }

  private String aesProblem() {
    try {
      PoolKey.ciphertext(token);
      return "";
    } catch (PgClusterException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String textProblem(int bytes) {
    if (bytes == 0) {
      return "the password after TEXT is empty; give one";
    }
    if (bytes > MAX_TEXT_BYTES) {
      return ("the password has %d bytes and a TEXT entry takes %d: pgpool cuts the field at %d"
              + " without a word; shorten the password")
          .formatted(bytes, MAX_TEXT_BYTES, MAX_TOKEN_BYTES);
    }
    return "";
  }

  /**
   * The line of the file.
   *
   * @return {@code user:token}, both escaped, without a line break
   */
  public String line() {
    return ColonFields.escape(user) + ":" + ColonFields.escape(token);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PoolPasswdEntry that
        && user.equals(that.user)
        && token.equals(that.token);
  }

  @Override
  public int hashCode() {
    return user.hashCode();
  }

  /** Shows user and kind, never the password field. */
  @Override
  public String toString() {
    return user + ":" + kind() + "[redacted]";
  }
}
