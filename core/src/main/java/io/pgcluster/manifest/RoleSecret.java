package io.pgcluster.manifest;

import io.pgcluster.credential.Password;

/**
 * What is secret of one role.
 *
 * @param password its password
 * @param verifier what PostgreSQL stores of it: a SCRAM-SHA-256 verifier, or {@code md5…}
 * @since 0.1
 */
public record RoleSecret(Password password, String verifier) {
  /** Shows nothing. */
  @Override
  public String toString() {
    return "RoleSecret[redacted]";
  }
}
