package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/** A primary, node0, and two standbys, with a table; and a data source of it. */
final class RoutedCluster implements AutoCloseable {
  static final String PRIMARY = "node0";
  static final List<String> STANDBYS = List.of("node1", "node2");

  private static final long PATIENCE_NANOS = 20_000_000_000L;

  final LocalCluster local;
  private final AtomicInteger turns = new AtomicInteger();
  private volatile int primary;
  private volatile List<Integer> standbys = List.of(1, 2);

  private RoutedCluster(LocalCluster local) {
    this.local = local;
  }

  static RoutedCluster start() throws IOException, InterruptedException, SQLException {
    LocalCluster local = LocalCluster.start(2);
    local.sql(
        "CREATE TABLE note (id int PRIMARY KEY, text text)", "CREATE SCHEMA \"other schema\"");
    RoutedCluster cluster = new RoutedCluster(local);
    cluster.awaitReplay();
    return cluster;
  }

  /** Standbys in turn, as a Service does. */
  Connector connector() {
    return (route, role, database) -> {
      if (route != Route.REPLICA) {
        return local.info(route, primary, role, database);
      }
      if (standbys.isEmpty()) {
        throw new PgClusterException("cluster orders: has no standby");
      }
      int turn = Math.floorMod(turns.getAndIncrement(), standbys.size());
      return local.info(route, standbys.get(turn), role, database);
    };
  }

  /** Where the routes lead from now on. */
  void lead(int newPrimary, Integer... newStandbys) {
    primary = newPrimary;
    standbys = List.of(newStandbys);
  }

  RoutingDataSource dataSource() {
    return RoutingDataSource.of(connector(), LocalCluster.SUPERUSER, "postgres");
  }

  void pause(int node) throws SQLException {
    local.sql(node, "SELECT pg_wal_replay_pause()");
    await(() -> text(node, "SELECT pg_get_wal_replay_pause_state()").equals("paused"));
  }

  void resume(int node) throws SQLException {
    local.sql(node, "SELECT pg_wal_replay_resume()");
  }

  void awaitReplay() throws SQLException {
    for (int node = 1; node <= 2; node++) {
      awaitReplay(node);
    }
  }

  void awaitReplay(int node) throws SQLException {
    String position = dataSource().position().toString();
    await(
        () ->
            text(node, "SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(position)).equals("t"));
  }

  String text(int node, String sql) throws SQLException {
    try (Connection connection = local.superuser(node, "postgres")) {
      return text(connection, sql);
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Which server answers. */
  static String server(Connection connection) throws SQLException {
    return text(connection, "SELECT current_setting('cluster_name')");
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static void await(Callable<Boolean> condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    try {
      while (!condition.call()) {
        if (System.nanoTime() > end) {
          throw new AssertionError("it did not happen");
        }
        Thread.sleep(10);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    local.close();
  }
}
