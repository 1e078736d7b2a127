package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a standby off by SQL alone, on the primary: the slot it streams from is set aside under
 * another name, so the primary refuses it, and keeps what it will need. Asks as superuser, each
 * time anew. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class StandbyStream {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String ASIDE = "_cut";

  /** Nothing else gets into the SQL, and with the suffix it is short enough for a slot. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,59}");

  private static final String SLOTS =
      "SELECT slot_name FROM pg_replication_slots WHERE slot_name IN (?, ?)";
  private static final String LOST =
      "SELECT slot_name FROM pg_replication_slots WHERE slot_name = ? AND wal_status = 'lost'";
  private static final String COPY = "SELECT pg_copy_physical_replication_slot(?, ?)";
  private static final String DROP =
      "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ?";
  private static final String STATE =
      "SELECT state FROM pg_stat_replication WHERE application_name = ?";

  /** In the server: a standby comes back within milliseconds, perhaps sooner than our next call. */
  private static final String DROP_IN_USE =
      """
      DO $$
      BEGIN
        WHILE EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '%1$s') LOOP
          PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots
            WHERE slot_name = '%1$s' AND active_pid IS NOT NULL;
          BEGIN
            PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots
              WHERE slot_name = '%1$s' AND active_pid IS NULL;
          EXCEPTION WHEN object_in_use OR undefined_object THEN NULL;
          END;
          PERFORM pg_sleep(0.001);
        END LOOP;
      END $$
      """;

  private final OneInstance primary;
  private final String standby;
  private final String slot;

  private StandbyStream(OneInstance primary, String standby, String slot) {
    this.primary = primary;
    this.standby = standby;
    this.slot = slot;
  }

  /**
   * That of one standby.
   *
   * @param cluster the description
   * @param standby the standby's name, and the {@code application_name} it streams under; its slot
   *     has that name with {@code _} for {@code -}
   * @param connector asked for route PRIMARY as superuser
   * @return nothing was asked yet
   * @throws PgClusterException if that is no name of a slot
   */
  public static StandbyStream of(PgCluster cluster, String standby, Connector connector) {
    if (!NAME.matcher(standby).matches()) {
      throw new PgClusterException(
          "cluster %s: %s is no standby's name; it is made of a-z, 0-9 and -"
              .formatted(cluster.name(), Violation.shown(standby)));
    }
    return new StandbyStream(
        new OneInstance(cluster, standby, Route.PRIMARY, connector),
        standby,
        standby.replace('-', '_'));
  }

  /**
   * Cuts it, and returns when nothing streams any more; does nothing when it is cut.
   *
   * @throws PgClusterException when the primary does not answer, the standby has no slot, or the
   *     thread is interrupted
   */
  public void cut() {
    primary.ask(
        BOUND,
        session -> {
          List<String> slots = slots(session);
          if (slots.contains(slot)) {
            // One that is left of a cut which the standby's restart ended.
            drop(session, aside());
            session.one(COPY, row -> true, slot, aside());
            session.run(DROP_IN_USE.formatted(slot));
          } else if (slots.isEmpty()) {
            throw new SQLException("the primary has no slot %s; await the cluster".formatted(slot));
          }
          return true;
        });
    await(false, "it still streams from the primary");
  }

  /**
   * Lets it stream again, and returns when it does; does nothing when it was not cut.
   *
   * @throws PgClusterException when the primary does not answer, the standby is too far behind or
   *     does not come, or the thread is interrupted
   */
  public void restore() {
    primary.ask(
        BOUND,
        session -> {
          List<String> slots = slots(session);
          if (!slots.contains(slot) && slots.contains(aside())) {
            refuseLost(session);
            session.one(COPY, row -> true, aside(), slot);
          }
          drop(session, aside());
          return true;
        });
    await(true, "it does not stream from the primary");
  }

  private void refuseLost(Session session) throws SQLException, InterruptedException {
    if (!session.query(LOST, row -> true, aside()).isEmpty()) {
      throw new SQLException(
          "fell behind by more than max_slot_wal_keep_size; delete its data, so that it is cloned"
              + " again");
    }
  }

  private void await(boolean streaming, String otherwise) {
    String trouble =
        primary.await(
            BOUND,
            session ->
                session.query(STATE, row -> row.getString(1), standby).contains(Standbys.STREAMING)
                    == streaming);
    if (!trouble.isEmpty()) {
      throw new PgClusterException(
          primary.text("%s after %d s (%s)".formatted(otherwise, BOUND.toSeconds(), trouble)));
    }
  }

  private List<String> slots(Session session) throws SQLException, InterruptedException {
    return session.query(SLOTS, row -> row.getString(1), slot, aside());
  }

  private static void drop(Session session, String name) throws SQLException, InterruptedException {
    var unused = session.query(DROP, row -> true, name);
  }

  private String aside() {
    return slot + ASIDE;
  }
}
