package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;

/**
 * Another process is changing the cluster. Try again when it is done; if it died, its hold ends by
 * itself within seconds.
 *
 * @since 0.1
 */
public final class ClusterBusyException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final String holder;

  ClusterBusyException(String message, String holder) {
    super(message);
    this.holder = holder;
  }

  /**
   * Who it is.
   *
   * @return host and process
   */
  public String holder() {
    return holder;
  }
}
