package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.SQLException;
import java.time.Duration;

/**
 * How far a standby replays the primary's log, and whether it does. Asks as superuser, each time
 * anew. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Replay {
  private static final Duration BOUND = Duration.ofSeconds(20);

  /**
   * Where the next record goes, so what was committed asynchronously counts too. At the start of a
   * page that is behind the page's header, which no standby ever says to have replayed.
   */
  private static final String POSITION =
      """
      SELECT (next - CASE WHEN header IN (24, 40) THEN header ELSE 0 END)::text
      FROM (SELECT pg_current_wal_insert_lsn() AS next,
        (pg_current_wal_insert_lsn() - '0/0')
          % current_setting('wal_block_size')::numeric AS header) AS log
      """;

  private static final String REPLAYED =
      "SELECT coalesce(pg_last_wal_replay_lsn(), '0/0')::text WHERE pg_is_in_recovery()";

  private static final String PAUSE = "SELECT pg_wal_replay_pause() WHERE pg_is_in_recovery()";
  private static final String RESUME = "SELECT pg_wal_replay_resume() WHERE pg_is_in_recovery()";
  private static final String STATE = "SELECT pg_get_wal_replay_pause_state()";

  private final OneInstance standby;

  private Replay(OneInstance standby) {
    this.standby = standby;
  }

  /**
   * That of one standby.
   *
   * @param cluster the description
   * @param standby the standby's name
   * @param connector leads to that standby; asked for route REPLICA as superuser
   * @return nothing was asked yet
   */
  public static Replay of(PgCluster cluster, String standby, Connector connector) {
    return new Replay(new OneInstance(cluster, standby, Route.REPLICA, connector));
  }

  /**
   * Where the primary's log is: all that was committed before this call is before it.
   *
   * @param cluster the description
   * @param connector asked for route PRIMARY as superuser
   * @return the position now
   * @throws PgClusterException when the primary does not answer, or the thread is interrupted
   */
  public static Lsn position(PgCluster cluster, Connector connector) {
    return new OneInstance(cluster, "the primary", Route.PRIMARY, connector)
        .ask(BOUND, session -> session.one(POSITION, row -> Lsn.parse(row.getString(1))));
  }

  /**
   * Pauses it, and returns when it is paused; does nothing when it is.
   *
   * @throws PgClusterException when the standby does not answer, is none, or the thread is
   *     interrupted
   */
  public void pause() {
    reach("paused", PAUSE);
  }

  /**
   * Resumes it, and returns when it is; does nothing when it was not paused.
   *
   * @throws PgClusterException when the standby does not answer, is none, or the thread is
   *     interrupted
   */
  public void resume() {
    reach("not paused", RESUME);
  }

  private void reach(String state, String sql) {
    boolean reached =
        standby.ask(
            BOUND,
            session -> {
              if (session.query(sql, row -> row.getString(1)).isEmpty()) {
                throw new SQLException("is no standby, so it replays nothing");
              }
              Deadline deadline = Deadline.in(BOUND);
              while (!session.one(STATE, row -> row.getString(1)).equals(state)) {
                if (deadline.passed()) {
                  return false;
                }
                deadline.pause(Duration.ofMillis(10));
              }
              return true;
            });
    if (!reached) {
      throw new PgClusterException(
          standby.text("its replay was not %s within %d s".formatted(state, BOUND.toSeconds())));
    }
  }

  /**
   * How far it is.
   *
   * @return the position now
   * @throws PgClusterException when the standby does not answer, is none, or the thread is
   *     interrupted
   */
  public Lsn replayed() {
    return standby.ask(BOUND, Replay::replayed);
  }

  private static Lsn replayed(Session session) throws SQLException, InterruptedException {
    return session.query(REPLAYED, row -> Lsn.parse(row.getString(1))).stream()
        .findFirst()
        .orElseThrow(() -> new SQLException("is no standby, so it replays nothing"));
  }

  /**
   * Waits until it has replayed all up to a position; also for a standby that does not answer yet.
   *
   * @param position from {@link #position}
   * @param timeout how long at most
   * @throws PgClusterException when time runs out, with how far it is, or the thread is interrupted
   */
  public void await(Lsn position, Duration timeout) {
    Lsn[] last = {Lsn.NONE};
    String trouble =
        standby.await(
            timeout,
            session -> {
              last[0] = replayed(session);
              return last[0].reaches(position);
            });
    if (!trouble.isEmpty()) {
      throw new PgClusterException(
          standby.text(
              "had not replayed up to %s within %s; it is at %s (%s)"
                  .formatted(position, timeout, last[0], trouble)));
    }
  }
}
