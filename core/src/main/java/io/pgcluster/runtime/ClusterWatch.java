package io.pgcluster.runtime;

import java.time.Duration;

/**
 * Keeps a cluster as it is described while the program runs. Thread-safe. Closing it ends that and
 * leaves the cluster as it is.
 *
 * @since 0.1
 */
public interface ClusterWatch extends AutoCloseable {
  /** How it stands. */
  enum State {
    /** Has not looked yet. */
    STARTING,
    /** The cluster is as described. */
    AS_DESCRIBED,
    /** Something was not, and is being put right. */
    CHANGING,
    /** What would have to be done costs more than is allowed: a person has to decide. */
    BLOCKED,
    /** A call failed; it is tried again, later each time, up to half a minute. */
    TROUBLED,
    /** Another process took the watch over, or described the cluster anew. Nothing is done here. */
    HANDED_OVER,
    /** Closed. */
    CLOSED
  }

  /**
   * What happened.
   *
   * @param state as it is from now on
   * @param message why, for people, without secrets
   */
  record Event(State state, String message) {}

  /**
   * Told of each change of the state; called by the thread that watches, so it should not block.
   * What it throws goes to the thread's handler of uncaught exceptions, and watching goes on.
   */
  @FunctionalInterface
  interface Listener {
    /** Tells nobody. */
    Listener NONE = event -> {};

    /**
     * Something happened.
     *
     * @param event what
     */
    void on(Event event);
  }

  /**
   * The last event.
   *
   * @return state and message
   */
  Event last();

  /**
   * Waits for a state.
   *
   * @param state which
   * @param timeout how long at most
   * @return whether it is reached
   * @throws io.pgcluster.PgClusterException if interrupted
   */
  boolean await(State state, Duration timeout);

  @Override
  void close();
}
