package io.pgcluster.jdbc;

import java.time.Duration;

/** A moment by which something must be done. */
final class Deadline {
  /** No single statement or connection of a proof takes longer on a cluster that works. */
  private static final long LONGEST_STEP_SECONDS = 10;

  private final long total;
  private final long end;

  private Deadline(long total, long end) {
    this.total = total;
    this.end = end;
  }

  static Deadline in(Duration duration) {
    long nanos = duration.toNanos();
    return new Deadline(nanos, System.nanoTime() + nanos);
  }

  /** Of the whole time one part, from now on, but never beyond the end. */
  Deadline part(int parts) {
    long share = Math.min(total / parts, Math.max(0, end - System.nanoTime()));
    return new Deadline(share, System.nanoTime() + share);
  }

  boolean passed() {
    return end - System.nanoTime() <= 0;
  }

  /** For one step: what is left in whole seconds, as JDBC counts, at least one. */
  int stepSeconds() {
    long left = (end - System.nanoTime() + 999_999_999) / 1_000_000_000;
    return (int) Math.max(1, Math.min(LONGEST_STEP_SECONDS, left));
  }

  /** Lets others work before a condition is looked at again. */
  void pause(Duration duration) throws InterruptedException {
    long nanos = Math.min(duration.toNanos(), end - System.nanoTime());
    if (nanos > 0) {
      Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
    }
    checkInterrupt();
  }

  static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }
}
