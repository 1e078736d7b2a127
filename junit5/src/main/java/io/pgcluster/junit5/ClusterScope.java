package io.pgcluster.junit5;

/**
 * How long a cluster lives.
 *
 * @since 0.1
 */
public enum ClusterScope {
  /**
   * One for all test classes of this JVM that ask for the same description; it ends with the run.
   */
  SHARED,
  /** One for each test class, nested classes included: for tests that hurt their cluster. */
  PER_CLASS,
  /** One for each test method. */
  PER_METHOD
}
