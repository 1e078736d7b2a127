package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** Waits until every instance takes connections and every standby streams. */
final class LocalAwaiter {
  private static final int LOG_LINES = 15;
  private static final String STREAMING =
      "SELECT count(DISTINCT application_name) FROM pg_stat_replication WHERE state = 'streaming'";

  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final LocalRoutes routes;
  private final ProgressListener listener;

  LocalAwaiter(
      PgCluster cluster, ClusterFolder folder, LocalRoutes routes, ProgressListener listener) {
    this.cluster = cluster;
    this.folder = folder;
    this.routes = routes;
    this.listener = listener;
  }

  void await(Duration timeout) {
    Waiting waiting = Waiting.within(timeout, "cluster " + cluster.name());
    ClusterState state = folder.state();
    for (String instance : state.instances()) {
      ready(instance, waiting);
    }
    if (state.pgpool().isPresent()) {
      LocalRouter router =
          new LocalRouter(
              cluster, folder, java.nio.file.Path.of(state.pgpool().get()), RunAs.current());
      waiting.until(
          () -> router.isReady(state) || !router.process().isAlive(),
          () -> "pgpool does not answer" + LogTail.below(router.process().log(), LOG_LINES));
      refuseDead(LocalRouter.NAME, router.process());
      tell("Router", LocalRouter.NAME);
    }
    int standbys = state.standbys().size();
    if (standbys > 0) {
      streaming(standbys, waiting);
    }
  }

  private void ready(String instance, Waiting waiting) {
    InstanceProcess process = new InstanceProcess(folder.instance(instance), RunAs.current());
    waiting.until(
        () -> process.isReady() || !process.isAlive(),
        () -> "%s is not ready%s".formatted(instance, LogTail.below(process.log(), LOG_LINES)));
    refuseDead(instance, process);
    tell("Instance", instance);
  }

  private void refuseDead(String member, InstanceProcess process) {
    if (!process.isAlive()) {
      throw new PgClusterException(
          "cluster %s: %s has ended%s"
              .formatted(cluster.name(), member, LogTail.below(process.log(), LOG_LINES)));
    }
  }

  private void tell(String kind, String member) {
    listener.on(new ProgressEvent(new ObjectId(kind, member), State.READY, ""));
  }

  private void streaming(int described, Waiting waiting) {
    String[] seen = {"nobody was asked"};
    waiting.until(() -> stream(described, waiting, seen), () -> seen[0] + logs());
  }

  /** A primary that recovers from a crash refuses connections, and ends those it has. */
  private boolean stream(int described, Waiting waiting, String[] seen) {
    String superuser = cluster.access().superuser().name();
    try (Connection connection =
            Connections.open(routes.connection(Route.PRIMARY, superuser, "postgres"));
        PreparedStatement statement = connection.prepareStatement(STREAMING)) {
      int count = count(statement);
      while (count < described && waiting.goesOn()) {
        seen[0] = "%d of %d standbys stream".formatted(count, described);
        waiting.pause();
        count = count(statement);
      }
      return count >= described;
    } catch (SQLException e) {
      seen[0] = "the primary does not answer: " + e.getMessage();
      return false;
    }
  }

  private static int count(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    folder.state().standbys().forEach(s -> logs.append(LogTail.below(folder.log(s), LOG_LINES)));
    return logs.toString();
  }
}
