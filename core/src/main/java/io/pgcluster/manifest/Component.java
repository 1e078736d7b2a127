package io.pgcluster.manifest;

import java.util.Locale;

/**
 * What an object belongs to; the value of the label {@code app.kubernetes.io/component}.
 *
 * @since 0.1
 */
public enum Component {
  /** The cluster as a whole. */
  CLUSTER,
  /** The instance that takes writes. */
  PRIMARY,
  /** The standbys. */
  REPLICA,
  /** pgpool. */
  ROUTER;

  private final String label = name().toLowerCase(Locale.ROOT);

  /**
   * The label's value.
   *
   * @return the name in lower case
   */
  public String label() {
    return label;
  }
}
