package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, within a bound; looks at it every few milliseconds. */
final class Waiting {
  private static final long PAUSE_NANOS = 2_000_000;

  private final String what;
  private final long end;
  private final Duration bound;

  private Waiting(String what, Duration bound) {
    this.what = what;
    this.bound = bound;
    this.end = System.nanoTime() + bound.toNanos();
  }

  /**
   * A bound that begins now.
   *
   * @param what is waited for, as in "cluster orders: … "
   */
  static Waiting within(Duration bound, String what) {
    return new Waiting(what, bound);
  }

  /** Whether time is left. */
  boolean goesOn() {
    return System.nanoTime() < end;
  }

  Duration left() {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** Waits until it holds; if time runs out, says what is missing. */
  void until(BooleanSupplier condition, Supplier<String> missing) {
    if (!reached(condition)) {
      throw new PgClusterException(
          "%s: not within %s s: %s".formatted(what, bound.toMillis() / 1000.0, missing.get()));
    }
  }

  /** Waits until it holds or time runs out. */
  boolean reached(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      if (!goesOn()) {
        return false;
      }
      pause();
    }
    return true;
  }

  /** A moment; honours interrupts. */
  void pause() {
    LockSupport.parkNanos(this, PAUSE_NANOS);
    if (Thread.currentThread().isInterrupted()) {
      throw new PgClusterException(what + ": interrupted while waiting");
    }
  }
}
