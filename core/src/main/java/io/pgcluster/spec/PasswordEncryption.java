package io.pgcluster.spec;

/**
 * How passwords are kept in the database and asked for by pg_hba.conf and pool_hba.conf.
 *
 * @since 0.1
 */
public enum PasswordEncryption {
  /** SCRAM-SHA-256, the default. */
  SCRAM_SHA_256,
  /** md5, for old clients and pools only. */
  MD5
}
