package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.PgClusterException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An application that writes to the primary, row after row, and asks for it again when something
 * fails. It remembers each row whose commit was acknowledged.
 */
final class AcknowledgedRows implements AutoCloseable {
  private static final int ENOUGH = 50;

  private final RunningPgCluster cluster;
  private final Duration patience;
  private final String table;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::write, "writer");
  private volatile boolean stopped;

  private AcknowledgedRows(RunningPgCluster cluster, Duration patience, String table) {
    this.cluster = cluster;
    this.patience = patience;
    this.table = table;
  }

  /** Begins to write to a new table. */
  static AcknowledgedRows start(RunningPgCluster cluster, Duration patience, String table)
      throws Exception {
    AcknowledgedRows rows = new AcknowledgedRows(cluster, patience, table);
    LiveSql.run(rows.primary(), "CREATE TABLE %s (id int PRIMARY KEY)".formatted(table));
    rows.thread.start();
    rows.awaitMore();
    return rows;
  }

  private ConnectionInfo primary() {
    return cluster.connection(Route.PRIMARY, SharedCluster.APP);
  }

  private void write() {
    int row = 0;
    while (!stopped) {
      try (Connection connection = LiveSql.open(primary());
          PreparedStatement insert =
              connection.prepareStatement("INSERT INTO %s VALUES (?)".formatted(table))) {
        while (!stopped) {
          row++;
          insert.setInt(1, row);
          insert.executeUpdate();
          acknowledged.add(Integer.toString(row));
        }
      } catch (SQLException | PgClusterException e) {
        // Whether this row was written nobody knows. The next one has another number.
        Until.pause();
      }
    }
  }

  /** Waits until rows are acknowledged that were not yet. */
  void awaitMore() throws Exception {
    int before = acknowledged.size();
    Until.holds("rows are written", patience, () -> acknowledged.size() > before + ENOUGH);
  }

  /** Stops, and looks on the primary for every row that was acknowledged. */
  void assertNothingIsLost() throws Exception {
    close();
    try (Connection connection = LiveSql.open(primary())) {
      assertNothingIsLost(connection);
    }
  }

  /** Looks for every row that was acknowledged. */
  void assertNothingIsLost(Connection instance) throws SQLException {
    Set<String> lost = new HashSet<>(acknowledged);
    lost.removeAll(new HashSet<>(LiveSql.column(instance, "SELECT id FROM " + table)));
    assertThat(lost).as("lost of %d acknowledged rows", acknowledged.size()).isEmpty();
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
