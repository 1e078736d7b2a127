package io.pgcluster.runtime;

import java.time.Duration;
import java.util.Set;

/**
 * Faults made on purpose, so that a program's tests can show how it bears them. Instances go by the
 * names that {@link RunningPgCluster#status()} gives its members.
 *
 * <p>Each call returns when the fault is there, or its end, and is idempotent. What a runtime
 * cannot do is not in {@link #possible()} and is refused, as are names of no instance. Thread-safe.
 *
 * @since 0.1
 */
public interface PgFaults {
  /** A kind of fault. */
  enum Fault {
    /** {@link #stop} and {@link #start}. */
    STOP,
    /** {@link #restart}. */
    RESTART,
    /** {@link #kill}. */
    KILL,
    /** {@link #promote}. */
    PROMOTE,
    /** {@link #cutOff} and {@link #reconnect}. */
    CUT_OFF,
    /** {@link #pauseReplay} and {@link #resumeReplay}. */
    PAUSE_REPLAY,
    /** {@link #holdReplayAt}. */
    HOLD_REPLAY,
    /** {@link #fillDisk} and {@link #freeDisk}. */
    FILL_DISK
  }

  /**
   * What this runtime can do, here and now.
   *
   * @return the faults whose calls are not refused
   */
  Set<Fault> possible();

  /**
   * Shuts an instance down cleanly (fast mode: sessions are ended). It stays down until {@link
   * #start}.
   *
   * @param instance its name
   */
  void stop(String instance);

  /**
   * Starts an instance that was stopped or killed. A former primary in whose place a standby was
   * promoted comes back as a standby: from its own data when it was stopped cleanly before, else
   * from a new copy of the primary's.
   *
   * @param instance its name
   */
  void start(String instance);

  /**
   * Shuts an instance down cleanly and starts it again; returns when it is ready.
   *
   * @param instance its name
   */
  void restart(String instance);

  /**
   * Kills an instance as a crash or a lost machine would. Where something watches over it, as
   * Kubernetes does, it comes back by itself; else it stays down until {@link #start}.
   *
   * @param instance its name
   */
  void kill(String instance);

  /**
   * Makes a standby the primary and lets the others follow it. A primary that still runs is stopped
   * cleanly before, when the standby has got all it wrote, so nothing is lost; of one that is down,
   * what the standby had not received is lost.
   *
   * @param instance the standby's name
   */
  void promote(String instance);

  /**
   * Cuts a standby's stream: it goes on answering reads, from what it has, and falls behind.
   *
   * @param instance the standby's name
   */
  void cutOff(String instance);

  /**
   * Ends {@link #cutOff}; returns when the standby streams again.
   *
   * @param instance the standby's name
   */
  void reconnect(String instance);

  /**
   * Stops a standby from replaying what it receives: its answers age, nothing is lost.
   *
   * @param instance the standby's name
   */
  void pauseReplay(String instance);

  /**
   * Ends {@link #pauseReplay} and {@link #holdReplayAt}.
   *
   * @param instance the standby's name
   */
  void resumeReplay(String instance);

  /**
   * Lets a standby replay up to a position and no further: commits behind it stay invisible there
   * until {@link #resumeReplay}. Restarts the standby.
   *
   * @param instance the standby's name
   * @param position the last position to be replayed
   */
  void holdReplayAt(String instance, Lsn position);

  /**
   * Makes an instance's disk full: writes that need more space fail from now on.
   *
   * @param instance its name
   */
  void fillDisk(String instance);

  /**
   * Ends {@link #fillDisk}, and starts the instance if that brought it down.
   *
   * @param instance its name
   */
  void freeDisk(String instance);

  /**
   * Where the primary's log is: all that was committed before this call is before it.
   *
   * @return the position now
   */
  Lsn position();

  /**
   * How far a standby has replayed.
   *
   * @param instance the standby's name
   * @return the position now
   */
  Lsn replayed(String instance);

  /**
   * Waits until a standby has replayed all up to a position.
   *
   * @param instance the standby's name
   * @param position from {@link #position()}
   * @param timeout how long at most
   * @throws io.pgcluster.PgClusterException when time runs out; it says how far the standby is
   */
  void awaitReplay(String instance, Lsn position, Duration timeout);
}
