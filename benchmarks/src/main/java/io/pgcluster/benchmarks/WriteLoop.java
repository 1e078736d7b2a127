package io.pgcluster.benchmarks;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** A client that writes all the time, and connects again at once when that fails. */
final class WriteLoop implements AutoCloseable {
  private static final int MORE = 50;

  private final RunningPgCluster cluster;
  private final Route route;
  private final Thread thread = new Thread(this::run, "writes");
  private volatile boolean stopped;
  private long last = System.nanoTime();
  private long longest;
  private int written;

  private WriteLoop(RunningPgCluster cluster, Route route) {
    this.cluster = cluster;
    this.route = route;
  }

  static WriteLoop start(RunningPgCluster cluster, Route route) throws InterruptedException {
    WriteLoop loop = new WriteLoop(cluster, route);
    loop.thread.start();
    loop.awaitMore();
    loop.forget();
    return loop;
  }

  private void run() {
    while (!stopped) {
      try (Connection connection = open();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE IF NOT EXISTS writes (n int)");
        while (!stopped) {
          statement.execute("INSERT INTO writes VALUES (1)");
          acknowledged();
        }
      } catch (SQLException | PgClusterException e) {
        // Until it takes writes again.
      }
    }
  }

  private Connection open() throws SQLException {
    ConnectionInfo info = cluster.connection(route, "app");
    Properties properties = info.properties();
    properties.setProperty("connectTimeout", "1");
    properties.setProperty("socketTimeout", "2");
    return DriverManager.getConnection(info.jdbcUrl(), properties);
  }

  private synchronized void acknowledged() {
    long now = System.nanoTime();
    longest = Math.max(longest, now - last);
    last = now;
    written++;
    notifyAll();
  }

  private synchronized void forget() {
    longest = 0;
    last = System.nanoTime();
  }

  private synchronized void awaitMore() throws InterruptedException {
    int enough = written + MORE;
    while (written < enough) {
      wait();
    }
  }

  /** In seconds, between two acknowledged writes, once writes go on. */
  double longestWait() throws InterruptedException {
    awaitMore();
    synchronized (this) {
      return longest / 1e9;
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
