package io.pgcluster.manifest;

/**
 * When an object is written: a wave begins when the one before it is written. Objects of one wave
 * do not depend on each other and may be written at the same time.
 *
 * @since 0.1
 */
public enum Wave {
  /** The object that owns the others, so that deleting it deletes them. */
  OWNER,
  /** What pods need to start: configuration, secrets, volumes, addresses, policies. */
  CONFIGURATION,
  /** What makes pods. */
  WORKLOAD
}
