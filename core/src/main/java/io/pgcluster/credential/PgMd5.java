package io.pgcluster.credential;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The md5 forms of a password, byte for byte as {@code pg_md5} of pgpool and PostgreSQL make them.
 *
 * <p>Works where the platform forbids MD5 (FIPS): Bouncy Castle's own implementation then takes
 * over. Prefer {@link ScramVerifier} for PostgreSQL: md5 is here for old pools, and PostgreSQL 18
 * warns of it. Stateless and thread-safe.
 *
 * @since 0.1
 */
public final class PgMd5 {

  private PgMd5() {}

  /**
   * The bare digest, as {@code pg_md5 password} prints it and {@code pcp.conf} holds it.
   *
   * @param password what to digest
   * @return 32 lower-case hexadecimal digits
   */
  public static String digest(Password password) {
    return password.use(PgMd5::hex);
  }

  /**
   * {@link #digest(Password)} of a text.
   *
   * @param password what to digest
   * @return 32 lower-case hexadecimal digits
   */
  public static String digest(String password) {
    try (Password p = Password.of(password)) {
      return digest(p);
    }
  }

  /**
   * What PostgreSQL stores for an md5 role and {@code pg_md5 --md5auth} writes: the digest of the
   * password followed by the role's name.
   *
   * @param user the role's name, as it is, not quoted or escaped
   * @param password its password
   * @return {@code md5} and 32 lower-case hexadecimal digits
   * @throws io.pgcluster.PgClusterException if the name is empty, has a NUL, or is longer than
   *     PostgreSQL's 63 bytes
   */
  public static String userPassword(String user, Password password) {
    byte[] salt = RoleName.bytes(user);
    return password.use(
        bytes -> {
          byte[] salted = Arrays.copyOf(bytes, bytes.length + salt.length);
          System.arraycopy(salt, 0, salted, bytes.length, salt.length);
          String digest = hex(salted);
          Arrays.fill(salted, (byte) 0);
          return PoolToken.MD5 + digest;
        });
  }

  /**
   * {@link #userPassword(String, Password)} of a text.
   *
   * @param user the role's name
   * @param password its password
   * @return {@code md5} and 32 lower-case hexadecimal digits
   */
  public static String userPassword(String user, String password) {
    try (Password p = Password.of(password)) {
      return userPassword(user, p);
    }
  }

  /**
   * The line of {@code pool_passwd} for a role. A colon or backslash in the name is escaped, which
   * {@code pg_md5} forgets but pgpool needs to find the entry.
   *
   * @param user the role's name, as it is
   * @param password its password
   * @return {@code user:md5…} without a line break
   * @throws io.pgcluster.PgClusterException as {@link #userPassword(String, Password)}, or if the
   *     name has a line break
   */
  public static String line(String user, Password password) {
    return ColonFields.escape(RoleName.checkedForLine("pool_passwd", user))
        + ":"
        + userPassword(user, password);
  }

  /**
   * {@link #line(String, Password)} of a text.
   *
   * @param user the role's name
   * @param password its password
   * @return {@code user:md5…} without a line break
   */
  public static String line(String user, String password) {
    try (Password p = Password.of(password)) {
      return line(user, p);
    }
  }

  private static String hex(byte[] input) {
    return HexFormat.of().formatHex(Digests.md5(input));
  }
}
