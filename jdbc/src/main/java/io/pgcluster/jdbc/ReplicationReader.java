package io.pgcluster.jdbc;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.ReplicationStatus;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Asks the primary for itself and its standbys. Stateless and thread-safe.
 *
 * @since 0.1
 */
public final class ReplicationReader {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static final String PRIMARY =
      "SELECT current_setting('cluster_name'), pg_current_wal_lsn()::text";

  private static final String STANDBYS =
      """
      SELECT application_name, state, coalesce(replay_lsn::text, '0/0'),
        coalesce(greatest(0, pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), -1)::bigint
      FROM pg_stat_replication WHERE state <> 'backup' ORDER BY application_name, pid
      """;

  private ReplicationReader() {}

  /**
   * What the primary says.
   *
   * @param cluster the description
   * @param connector how to reach it; asked for route PRIMARY as superuser
   * @param standbys the names of the standbys there should be; those that do not stream are shown
   *     as gone
   * @return a snapshot
   * @throws PgClusterException when the primary does not answer, or the thread is interrupted
   */
  public static ReplicationStatus read(
      PgCluster cluster, Connector connector, List<String> standbys) {
    Session.Target superuser =
        new Session.Target(
            Route.PRIMARY, cluster.access().superuser().name(), cluster.defaultDatabase());
    try (Session session = Session.open(connector, superuser, Deadline.in(BOUND))) {
      List<Instance> instances = new ArrayList<>();
      instances.add(session.one(PRIMARY, ReplicationReader::primary));
      instances.addAll(merged(standbys, session.query(STANDBYS, ReplicationReader::standby)));
      return new ReplicationStatus(cluster.name(), instances);
    } catch (SQLException e) {
      throw new PgClusterException(
          "cluster %s: the primary does not answer: %s".formatted(cluster.name(), Failures.text(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgClusterException(
          "cluster %s: interrupted while asking the primary".formatted(cluster.name()), e);
    }
  }

  private static Instance primary(ResultSet row) throws SQLException {
    return new Instance(
        row.getString(1), Component.PRIMARY, "writes", Lsn.parse(row.getString(2)), 0);
  }

  private static Instance standby(ResultSet row) throws SQLException {
    return new Instance(
        row.getString(1),
        Component.STANDBY,
        row.getString(2),
        Lsn.parse(row.getString(3)),
        row.getLong(4));
  }

  private static List<Instance> merged(List<String> names, List<Instance> seen) {
    Map<String, Instance> all =
        new TreeMap<>(
            names.stream()
                .collect(
                    Collectors.toMap(
                        Function.identity(),
                        name -> new Instance(name, Component.STANDBY, "gone", Lsn.NONE, -1))));
    seen.forEach(instance -> all.put(instance.name(), instance));
    return List.copyOf(all.values());
  }
}
