package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Sends read-only transactions to standbys and the rest to the primary.
 *
 * <p>What is read-only, the program says as JDBC and Spring's {@code @Transactional(readOnly =
 * true)} do: by {@link Connection#setReadOnly}, between transactions. A connection chooses its
 * server when a transaction begins, that is at its first statement; with autoCommit each statement
 * is a transaction. Read-only transactions go by {@link Route#REPLICA}, all others by {@link
 * Route#PRIMARY}; so do serializable ones, which no standby takes. A connection holds at most one
 * connection to a server of each kind, opened when first needed, until it is closed; taking one
 * from here costs nothing, and it works below a pool. Settings made by JDBC's methods hold on
 * whichever server is used; those made in SQL ({@code SET}, temporary tables, locks of the session)
 * stay where they were made. A statement may be kept over transactions: it runs where the
 * transaction does.
 *
 * <p>The bound on staleness, how old the answers of a standby may be, is none at first. {@link
 * #replayed} asks for a position in the log, {@link #readYourWrites} for all that was written
 * through this data source; each asks the standby at the beginning of each read-only transaction,
 * which is one round trip. One that is behind is waited for ({@link #waitingAtMost}), then the
 * primary answers. The primary answers too when there is no standby, or none can be connected to;
 * {@link #withoutFallback} makes both an error instead. A standby that has been promoted since is
 * never behind.
 *
 * <p>A connection to a server that breaks makes the transaction on it fail; the next one asks the
 * connector anew, so it follows a failover. While the primary is down, read-only transactions go
 * on, and others fail with an {@link SQLException} of SQLSTATE class 08.
 *
 * <p>The methods that configure return a changed copy, which shares with its origin what was
 * written through either of them. Thread-safe; its connections are, as always, for one thread at a
 * time.
 *
 * @since 0.1
 */
public final class RoutingDataSource extends AbstractDataSource {
  private final Endpoint endpoint;
  private final Staleness staleness;

  private RoutingDataSource(Endpoint endpoint, Staleness staleness) {
    this.endpoint = endpoint;
    this.staleness = staleness;
  }

  /**
   * Without a bound on staleness; the primary stands in for standbys.
   *
   * @param connector says how to reach the cluster, such as {@code running::connection}; asked for
   *     each connection to a server
   * @param role the login role
   * @param database the database
   * @return thread-safe
   */
  public static RoutingDataSource of(Connector connector, String role, String database) {
    return new RoutingDataSource(new Endpoint(connector, role, database), Staleness.ANY);
  }

  /**
   * Reads from a standby only when it has replayed a position.
   *
   * @param position such as {@link #position()} gave it, maybe to another program; {@link Lsn#NONE}
   *     for none, as it is at first
   * @return a changed copy
   */
  public RoutingDataSource replayed(Lsn position) {
    return with(staleness.replayed(position));
  }

  /**
   * Reads from a standby only when it has replayed all that was committed through this data source
   * and its copies, by whichever connection. Costs a round trip after each transaction that is not
   * read-only. When a commit's answer is lost, the next read-only transaction asks the primary
   * where its log is.
   *
   * @return a changed copy
   */
  public RoutingDataSource readYourWrites() {
    return with(staleness.ownWrites());
  }

  /**
   * How long a read-only transaction waits for a standby that is behind, before the primary
   * answers. The first statement is what waits; an interrupt ends it with an {@code SQLException},
   * and the flag is set again. A standby that stays behind for 100 ms is exchanged for the next one
   * that the route leads to. That a standby cannot be connected to is not waited for.
   *
   * @param wait how long; at first zero, so that the primary answers at once
   * @return a changed copy
   * @throws PgClusterException if it is negative
   */
  public RoutingDataSource waitingAtMost(Duration wait) {
    if (wait.isNegative()) {
      throw new PgClusterException(
          "routing data source: cannot wait %s for a standby; zero is not to wait".formatted(wait));
    }
    return with(staleness.within(wait));
  }

  /**
   * Never reads from the primary in place of a standby: such a transaction's first statement fails,
   * with an {@code SQLTransientException} when the standbys are behind. For reports that must not
   * burden the primary.
   *
   * @return a changed copy
   */
  public RoutingDataSource withoutFallback() {
    return with(staleness.withoutFallback());
  }

  private RoutingDataSource with(Staleness other) {
    return new RoutingDataSource(endpoint, other);
  }

  /**
   * Where the primary's log is: all that was committed before this call is before it. Opens a
   * connection for it.
   *
   * @return for {@link #replayed}
   * @throws SQLException when the primary does not answer
   */
  public Lsn position() throws SQLException {
    try (Connection primary = endpoint.open(Route.PRIMARY, connectTimeout())) {
      return WalPosition.written(primary);
    }
  }

  /**
   * A connection that has chosen no server yet; so this never fails.
   *
   * @return the caller's to close
   */
  @Override
  public Connection getConnection() {
    return RoutedConnection.of(
        new Servers(endpoint, connectTimeout(), staleness), "routed connection of " + this);
  }

  @Override
  public String toString() {
    return "routing data source of %s as %s".formatted(endpoint.database(), endpoint.role());
  }
}
