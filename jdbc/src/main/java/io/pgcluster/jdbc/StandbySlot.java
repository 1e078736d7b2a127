package io.pgcluster.jdbc;

import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds a connection to a standby, and exchanges it when that is behind for long. */
final class StandbySlot implements AutoCloseable {
  /** Long enough that the usual lag of milliseconds costs no new connection. */
  private static final long PATIENCE_NANOS = Duration.ofMillis(100).toNanos();

  private final Opener opener;
  private final Duration connectTimeout;
  private volatile @Nullable Physical held;
  private @Nullable Long behindSince;

  StandbySlot(Opener opener, Duration connectTimeout) {
    this.opener = opener;
    this.connectTimeout = connectTimeout;
  }

  Optional<Physical> held() {
    return Optional.ofNullable(held);
  }

  /** Looks once whether there is a standby that has replayed a position. */
  Optional<Physical> find(Lsn needed) throws SQLException {
    Physical candidate = held;
    if (candidate != null && candidate.isUsable() && !isBehindForLong()) {
      try {
        return judge(candidate, needed);
      } catch (SQLException e) {
        // That one is gone; the next connection may lead to another.
      }
    }
    close();
    candidate = new Physical(opener.open(Route.REPLICA, connectTimeout), false);
    held = candidate;
    return judge(candidate, needed);
  }

  private boolean isBehindForLong() {
    return behindSince != null && System.nanoTime() - behindSince > PATIENCE_NANOS;
  }

  private Optional<Physical> judge(Physical candidate, Lsn needed) throws SQLException {
    if (!needed.equals(Lsn.NONE)) {
      candidate.outsideTransactions();
      if (!WalPosition.hasReplayed(candidate.connection(), needed)) {
        behindSince = behindSince == null ? Long.valueOf(System.nanoTime()) : behindSince;
        return Optional.empty();
      }
    }
    behindSince = null;
    return Optional.of(candidate);
  }

  @Override
  public void close() {
    Physical old = held;
    held = null;
    behindSince = null;
    if (old != null) {
      old.close();
    }
  }
}
