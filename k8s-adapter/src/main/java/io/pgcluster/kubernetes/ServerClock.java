package io.pgcluster.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The API server's clock, as its nodes' are: this machine's may be wrong. */
final class ServerClock {
  /** The resolution of the server's Date header, and as much for the way. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private ServerClock() {}

  /** This machine's clock where it agrees, as that is finer; else that put right. */
  static Clock of(LeaseState justRead) {
    Clock own = Clock.systemUTC();
    Duration off = Duration.between(own.instant(), justRead.now().plusMillis(500));
    boolean unknown = justRead.now().equals(Instant.EPOCH);
    return unknown || off.abs().compareTo(TOLERANCE) < 0 ? own : Clock.offset(own, off);
  }
}
