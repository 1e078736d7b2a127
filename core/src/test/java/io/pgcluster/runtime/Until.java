package io.pgcluster.runtime;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what a cluster does in its own time. */
final class Until {
  private Until() {}

  /** Fails with the words of {@code what} when the condition does not hold in time. */
  static void holds(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited %d s in vain until %s".formatted(limit.toSeconds(), what));
      }
      pause();
    }
  }

  /** Between two looks, or two tries. */
  static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
  }
}
