package io.pgcluster.config;

/**
 * When a changed parameter takes effect.
 *
 * @since 0.1
 */
public enum TakesEffect {
  /** When the configuration files are read again. */
  RELOAD,

  /** When the files are read again, in sessions that begin afterwards. */
  NEW_SESSIONS,

  /** When the program starts. */
  RESTART,

  /** Never: it tells what the program is, and cannot be set. */
  NEVER
}
