package io.pgcluster.runtime;

/**
 * Which address a client takes.
 *
 * @since 0.1
 */
public enum Route {
  /** The primary itself: reads and writes. */
  PRIMARY,
  /** The standbys, balanced: reads only. */
  REPLICA,
  /** The router: it splits reads from writes. */
  ROUTED
}
