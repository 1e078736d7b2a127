package io.pgcluster.runtime;

/**
 * Told what happens while a cluster is changed or awaited. Called from one thread at a time; must
 * not block.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = event -> {};

  /**
   * Something happened.
   *
   * @param event what
   */
  void on(ProgressEvent event);
}
