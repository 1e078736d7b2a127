package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.ScramVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Predicate;

/**
 * What {@code pg_authid.rolpassword} of a role must be: a certain text, or any that belongs to its
 * password. Compares keys and digests in constant time and never shows them. Thread-safe.
 *
 * @since 0.1
 */
public final class ExpectedVerifier {
  private static final String SCRAM = "SCRAM-SHA-256$";

  private final Predicate<String> check;

  private ExpectedVerifier(Predicate<String> check) {
    this.check = check;
  }

  /**
   * Exactly that verifier.
   *
   * @param verifier {@code SCRAM-SHA-256$…} or {@code md5…}, as a Secret keeps it
   * @return what is expected
   */
  public static ExpectedVerifier of(String verifier) {
    byte[] expected = verifier.getBytes(StandardCharsets.UTF_8);
    return new ExpectedVerifier(
        stored -> MessageDigest.isEqual(expected, stored.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Any verifier, SCRAM-SHA-256 or md5, with which that password logs in.
   *
   * @param role the role's name, which is part of an md5 verifier
   * @param password its password; stays the caller's and must be open while it is compared
   * @return what is expected
   */
  public static ExpectedVerifier ofPassword(String role, Password password) {
    return new ExpectedVerifier(
        stored ->
            stored.startsWith(SCRAM)
                ? scramMatches(stored, password)
                : MessageDigest.isEqual(
                    PgMd5.userPassword(role, password).getBytes(StandardCharsets.UTF_8),
                    stored.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean scramMatches(String stored, Password password) {
    ScramVerifier verifier;
    try {
      verifier = ScramVerifier.parse(stored);
    } catch (PgClusterException malformed) {
      return false;
    }
    return verifier.matches(password);
  }

  /**
   * Is it what is expected?
   *
   * @param stored what the database keeps
   * @return whether it is
   */
  public boolean matches(String stored) {
    return check.test(stored);
  }

  /** Shows nothing of the verifier. */
  @Override
  public String toString() {
    return "ExpectedVerifier[redacted]";
  }
}
