package io.pgcluster.jdbc;

import io.pgcluster.runtime.Lsn;
import java.time.Duration;
import java.util.Optional;

/**
 * How old a standby's answers may be.
 *
 * @param position what it must have replayed
 * @param own present when it must also have replayed what was written through the data source
 * @param patience how long to wait for one that has
 * @param fallback whether the primary answers when none has
 */
record Staleness(Lsn position, Optional<Written> own, Duration patience, boolean fallback) {
  static final Staleness ANY = new Staleness(Lsn.NONE, Optional.empty(), Duration.ZERO, true);

  Staleness replayed(Lsn other) {
    return new Staleness(other, own, patience, fallback);
  }

  Staleness ownWrites() {
    return own.isPresent()
        ? this
        : new Staleness(position, Optional.of(new Written()), patience, fallback);
  }

  Staleness within(Duration other) {
    return new Staleness(position, own, other, fallback);
  }

  Staleness withoutFallback() {
    return new Staleness(position, own, patience, false);
  }

  /** What a standby must have replayed now. */
  Lsn needed() {
    Lsn written = own.map(Written::position).orElse(Lsn.NONE);
    return written.reaches(position) ? written : position;
  }

  /** Whether it is known what was written. */
  boolean isKnown() {
    return own.map(Written::isKnown).orElse(true);
  }
}
