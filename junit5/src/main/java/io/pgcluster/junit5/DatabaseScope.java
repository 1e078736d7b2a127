package io.pgcluster.junit5;

/**
 * How long a database lives. Each is a clone of the migrated template, owned by the description's
 * first role.
 *
 * @since 0.1
 */
public enum DatabaseScope {
  /** A fresh one for each test method; there is none in {@code @BeforeAll}. */
  PER_METHOD,
  /** A fresh one for each test class, nested classes included. */
  PER_CLASS,
  /** The description's own first database, which all tests on the cluster share. */
  NONE
}
