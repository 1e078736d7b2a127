package io.pgcluster.e2e;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what Kubernetes, PostgreSQL or another process does in its own time. */
final class Wait {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Wait() {}

  /** Fails with the words of {@code what} when the condition does not hold in time. */
  static void until(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    present(what, limit, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /** As {@link #until}, for a condition that gives something. */
  static <T> T present(String what, Duration limit, Callable<Optional<T>> condition)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> found = condition.call();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited %d s in vain until %s".formatted(limit.toSeconds(), what));
      }
      pause();
    }
  }

  /** Between two looks, or two tries. */
  static void pause() {
    LockSupport.parkNanos(PAUSE.toNanos());
  }
}
