package io.pgcluster.jdbc;

import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections of a logical one: at most one to the primary and one to a standby,
 * opened when they are needed and closed with it.
 */
final class Servers implements AutoCloseable {
  /** How often a standby that is behind is looked at. */
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Opener opener;
  private final Duration connectTimeout;
  private final Staleness staleness;
  private final StandbySlot standby;

  // Another thread may abort.
  private volatile @Nullable Physical primary;
  private volatile boolean closed;

  Servers(Opener opener, Duration connectTimeout, Staleness staleness) {
    this.opener = opener;
    this.connectTimeout = connectTimeout;
    this.staleness = staleness;
    this.standby = new StandbySlot(opener, connectTimeout);
  }

  /** Those that are held. */
  List<Physical> held() {
    return Stream.of(Optional.ofNullable(primary), standby.held())
        .flatMap(Optional::stream)
        .toList();
  }

  Physical primary() throws SQLException {
    Physical held = primary;
    if (held != null && held.isUsable()) {
      return held;
    }
    if (held != null) {
      held.close();
    }
    primary = null;
    Physical opened = new Physical(opener.open(Route.PRIMARY, connectTimeout), true);
    primary = opened;
    return opened;
  }

  /** One to a standby that is fresh enough, or to the primary in its place. */
  Physical standby() throws SQLException {
    if (!staleness.isKnown()) {
      remember(primary());
    }
    Lsn needed = staleness.needed();
    try {
      Optional<Physical> found = await(needed);
      return found.isPresent() ? found.get() : inPlaceOfStandby(behind(needed));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException(
          "reading: interrupted while waiting for a standby to replay " + needed,
          SqlStates.INTERRUPTED,
          e);
    }
  }

  private Optional<Physical> await(Lsn needed) throws SQLException, InterruptedException {
    Deadline deadline = Deadline.in(staleness.patience());
    try {
      Optional<Physical> found = standby.find(needed);
      while (found.isEmpty() && !deadline.passed()) {
        deadline.pause(PAUSE);
        found = standby.find(needed);
      }
      return found;
    } catch (SQLException e) {
      // pgjdbc reports an interrupt while connecting as a failed connection, with the flag set.
      Deadline.checkInterrupt();
      return Optional.of(inPlaceOfStandby(e));
    }
  }

  private SQLException behind(Lsn needed) {
    return new SQLTransientException(
        "reading: no standby has replayed %s within %d ms; wait longer, or let the primary answer"
            .formatted(needed, staleness.patience().toMillis()),
        SqlStates.NOT_IN_STATE);
  }

  private Physical inPlaceOfStandby(SQLException why) throws SQLException {
    if (!staleness.fallback()) {
      throw why;
    }
    try {
      return primary();
    } catch (SQLException e) {
      e.addSuppressed(why);
      throw e;
    }
  }

  /** Keeps the position of what was just committed on the primary; never fails. */
  void remember(Physical used) {
    staleness
        .own()
        .ifPresent(
            written -> {
              long ticket = written.ticket();
              try {
                used.outsideTransactions();
                written.found(ticket, WalPosition.written(used.connection()));
              } catch (SQLException e) {
                // It is committed all the same.
                written.lost();
              }
            });
  }

  /** For a commit of which it is not known whether it was one. */
  void lost() {
    staleness.own().ifPresent(Written::lost);
  }

  void checkOpen() throws SQLException {
    if (closed) {
      throw new SQLNonTransientConnectionException(
          "this connection was closed already; take another one from the data source",
          SqlStates.CLOSED);
    }
  }

  boolean isClosed() {
    return closed;
  }

  void abort(Executor executor) throws SQLException {
    closed = true;
    for (Physical physical : held()) {
      physical.connection().abort(executor);
    }
  }

  @Override
  public void close() {
    closed = true;
    held().forEach(Physical::close);
  }
}
