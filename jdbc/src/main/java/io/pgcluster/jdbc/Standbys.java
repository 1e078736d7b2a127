package io.pgcluster.jdbc;

import io.pgcluster.runtime.VerifyReport.StandbyState;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What the primary says of its standbys. */
final class Standbys {
  static final String STREAMING = "streaming";

  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * Base backups are left out. A receiver that never replays (pg_receivewal) streams as well, but
   * has no replay_lsn.
   */
  private static final String SQL =
      """
      SELECT application_name, coalesce(host(client_addr), 'local') AS address, state, sync_state,
        coalesce(greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), -1)::bigint AS lag
      FROM pg_stat_replication WHERE state <> 'backup' ORDER BY application_name, address, pid
      """;

  private Standbys() {}

  static List<StandbyState> seen(Session superuser) throws SQLException, InterruptedException {
    return superuser.query(
        SQL,
        row ->
            new StandbyState(
                row.getString("application_name"),
                row.getString("address"),
                row.getString("state"),
                row.getString("sync_state"),
                row.getLong("lag")));
  }

  /** Waits until as many stream as are described, and says what is there then. */
  static List<StandbyState> await(Session superuser, int described, Deadline deadline)
      throws SQLException, InterruptedException {
    List<StandbyState> seen = seen(superuser);
    while (streaming(seen).size() < described && !deadline.passed()) {
      deadline.pause(PAUSE);
      seen = seen(superuser);
    }
    return seen;
  }

  static List<StandbyState> streaming(List<StandbyState> seen) {
    return seen.stream().filter(s -> s.state().equals(STREAMING) && s.lagBytes() >= 0).toList();
  }

  static String describe(List<StandbyState> seen, int described) {
    List<String> others =
        seen.stream()
            .filter(s -> !s.state().equals(STREAMING))
            .map(s -> s.name() + ": " + s.state())
            .toList();
    return "%d stream, %d described%s"
        .formatted(
            streaming(seen).size(),
            described,
            others.isEmpty() ? "" : "; " + String.join(", ", others));
  }
}
