package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An application that writes through the router, row after row, and reconnects when something
 * fails. It remembers each row whose commit was acknowledged.
 */
final class AcknowledgedWriter implements AutoCloseable {
  private static final String INSERT = "INSERT INTO acknowledged VALUES (?)";

  private static final int ENOUGH = 100;

  private final RunningPgCluster cluster;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Thread thread = new Thread(this::write, "writer");
  private volatile boolean stopped;
  private volatile int failures;

  private AcknowledgedWriter(RunningPgCluster cluster) {
    this.cluster = cluster;
  }

  /** Anew each time: the password may have been rotated. */
  private ConnectionInfo at(Route route) {
    return cluster.connection(route, "app");
  }

  /** Begins to write as the role and in the database that a description has by default. */
  static AcknowledgedWriter start(RunningPgCluster cluster) throws Exception {
    AcknowledgedWriter writer = new AcknowledgedWriter(cluster);
    ConnectionInfo primary = writer.at(Route.PRIMARY);
    Sql.run(primary, "CREATE TABLE IF NOT EXISTS acknowledged (row_id int PRIMARY KEY)");
    Sql.run(primary, "TRUNCATE acknowledged");
    writer.thread.start();
    writer.awaitMore();
    return writer;
  }

  private void write() {
    int row = 0;
    while (!stopped) {
      try (Connection connection = Sql.open(at(Route.ROUTED));
          PreparedStatement insert = connection.prepareStatement(INSERT)) {
        while (!stopped) {
          row++;
          insert.setInt(1, row);
          insert.executeUpdate();
          acknowledged.add(Integer.toString(row));
        }
      } catch (SQLException e) {
        // Whether this row was written nobody knows. The next one has another number.
        failures++;
        Wait.pause();
      }
    }
  }

  /** Waits until rows are acknowledged that were not yet. */
  void awaitMore() throws Exception {
    int before = acknowledged.size();
    Wait.until(
        "rows are written through the router",
        Duration.ofMinutes(2),
        () -> acknowledged.size() > before + ENOUGH);
  }

  /** Whether the application noticed anything. */
  boolean sawFailures() {
    return failures > 0;
  }

  /** Stops, and looks on the primary for every row that was acknowledged. */
  void assertNothingIsLost() throws Exception {
    close();
    Set<String> lost = new HashSet<>(acknowledged);
    lost.removeAll(new HashSet<>(Sql.column(at(Route.PRIMARY), "SELECT row_id FROM acknowledged")));
    assertThat(lost).as("lost of %d acknowledged rows", acknowledged.size()).isEmpty();
    System.out.printf(
        "%d rows acknowledged, %d failures on the way, none lost%n", acknowledged.size(), failures);
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
