package io.pgcluster.jdbc;

import io.pgcluster.runtime.Lsn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Asks a server for its position in the log. The connection must be outside a transaction. */
final class WalPosition {
  /**
   * Where the next record will begin, since with synchronous_commit off a commit need not be
   * flushed yet.
   */
  private static final String WRITTEN =
      """
      SELECT pg_current_wal_insert_lsn()::text, current_setting('wal_block_size')::bigint,
        pg_size_bytes(current_setting('wal_segment_size'))
      """;

  private static final String REPLAYED =
      "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn()::text, '0/0')";

  private static final long PAGE_HEADER = 24;
  private static final long SEGMENT_HEADER = 40;

  private WalPosition() {}

  /** Behind all that was committed on this primary before the call. */
  static Lsn written(Connection primary) throws SQLException {
    try (Statement statement = primary.createStatement();
        ResultSet row = statement.executeQuery(WRITTEN)) {
      row.next();
      return endOfLast(Lsn.parse(row.getString(1)), row.getLong(2), row.getLong(3));
    }
  }

  /**
   * A record that fills a page ends at the next one, but the next record begins behind that page's
   * header: a position that a standby reaches only with that record.
   */
  static Lsn endOfLast(Lsn next, long page, long segment) {
    long header =
        Long.remainderUnsigned(next.value(), segment) < page ? SEGMENT_HEADER : PAGE_HEADER;
    boolean atFirst = Long.remainderUnsigned(next.value(), page) == header;
    return atFirst ? new Lsn(next.value() - header) : next;
  }

  /**
   * Whether all up to a position is visible there; to one that is no standby nothing is missing.
   */
  static boolean hasReplayed(Connection standby, Lsn position) throws SQLException {
    try (Statement statement = standby.createStatement();
        ResultSet row = statement.executeQuery(REPLAYED)) {
      row.next();
      return !row.getBoolean(1) || Lsn.parse(row.getString(2)).reaches(position);
    }
  }
}
