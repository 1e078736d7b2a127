package io.pgcluster.kubernetes;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a call is sent again: every call of ours may be, as server-side apply, deletes and guarded
 * writes mean the same twice.
 *
 * @param attempts how often it is sent at most
 * @param first the pause before the second attempt; each later one is twice as long
 * @param longest the longest pause
 * @param timeout how long one attempt may take
 */
record RetryPolicy(int attempts, Duration first, Duration longest, Duration timeout) {
  /** About half a minute of trouble in all. */
  static final RetryPolicy STANDARD =
      new RetryPolicy(9, Duration.ofMillis(100), Duration.ofSeconds(8), Duration.ofSeconds(30));

  private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

  /** For asking whether anybody is there at all. */
  RetryPolicy brief() {
    return new RetryPolicy(Math.min(attempts, 3), first, longest, Duration.ofSeconds(10));
  }

  static boolean passes(Call call, int status) {
    // A forced apply has no conflicts of its own: a 409 is two writes that met inside the server.
    boolean met = status == 409 && call.contentType().equals(KubeApi.APPLY);
    return PASSING.contains(status) || met;
  }

  /**
   * The pause after an attempt that failed, numbered from 0; spread so that clients do not meet.
   */
  Duration pause(int attempt, Optional<Duration> asked) {
    long millis = Math.min(first.toMillis() << Math.min(attempt, 20), longest.toMillis());
    long spread = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
    long wanted = asked.map(d -> Math.min(d.toMillis(), longest.toMillis())).orElse(0L);
    return Duration.ofMillis(Math.max(spread, wanted));
  }
}
