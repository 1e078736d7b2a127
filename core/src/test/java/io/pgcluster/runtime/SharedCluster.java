package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ClusterStatus.Member;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A cluster {@code orders} of a primary and two standbys that the tests of a class share. What
 * extends it says where it runs; it may register extensions that make that place first.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
public abstract class SharedCluster {
  static final String NAME = "orders";

  /** The role and the database that a description has by default. */
  static final String APP = "app";

  static final String SUPERUSER = "postgres";

  private static final String WHO = "SELECT current_setting('cluster_name')";
  private static final String STARTED = "SELECT pg_postmaster_start_time()";

  private RunningPgCluster cluster;

  /** What is tested: always the same object, not closed from here, with no cluster in it yet. */
  protected abstract PgClusterRuntime runtime();

  /** A second one on the same place, as another process would have; also always the same. */
  protected abstract PgClusterRuntime another();

  /** The description, for a runtime that needs more of it than the defaults. */
  protected PgClusterBuilder described() {
    return PgClusterBuilder.named(NAME).standbys(2);
  }

  /** How long the slowest step may take. */
  protected Duration patience() {
    return Duration.ofMinutes(3);
  }

  @BeforeAll
  void apply() {
    applyAgain();
  }

  @AfterAll
  void leave_nothing() {
    runtime()
        .find(NAME)
        .ifPresent(
            found -> {
              found.delete(DeletePolicy.DELETE_VOLUMES);
              found.close();
            });
    if (cluster != null) {
      cluster.close();
    }
  }

  final PgCluster spec() {
    return described().build();
  }

  final void applyAgain() {
    cluster = runtime().apply(spec());
    cluster.await(patience());
  }

  final RunningPgCluster cluster() {
    return cluster;
  }

  final List<String> describedStandbys() {
    ObjectNames names = new ObjectNames(NAME);
    return List.of(names.replicaPod(0), names.replicaPod(1));
  }

  final List<String> members(Component component) {
    return cluster.status().members().stream()
        .filter(member -> member.component() == component)
        .map(Member::name)
        .toList();
  }

  final String primaryName() {
    assertThat(members(Component.PRIMARY)).hasSize(1);
    return members(Component.PRIMARY).get(0);
  }

  final ConnectionInfo primary() {
    return cluster.connection(Route.PRIMARY, APP);
  }

  /** A connection to that very standby: by the route of them all, as often as it takes. */
  final Connection onStandby(String name) throws Exception {
    Connection[] found = new Connection[1];
    Until.holds(
        "a connection leads to " + name,
        patience(),
        () -> {
          Connection one = LiveSql.open(cluster.connection(Route.REPLICA, APP));
          if (instance(one).equals(name)) {
            found[0] = one;
            return true;
          }
          one.close();
          return false;
        });
    return found[0];
  }

  final String instance(ConnectionInfo info) throws SQLException {
    return LiveSql.value(info, WHO);
  }

  static String instance(Connection connection) throws SQLException {
    return LiveSql.value(connection, WHO);
  }

  /** When each instance was started, so that one that is another process can be told. */
  final TreeMap<String, String> startTimes() throws Exception {
    TreeMap<String, String> times = new TreeMap<>();
    times.put(instance(primary()), LiveSql.value(primary(), STARTED));
    for (String standby : members(Component.STANDBY)) {
      try (Connection connection = onStandby(standby)) {
        times.put(standby, LiveSql.value(connection, STARTED));
      }
    }
    return times;
  }

  /** Waits until every standby streams and has all that the primary wrote. */
  final void awaitStandbys() {
    Lsn position = cluster.faults().position();
    for (String standby : members(Component.STANDBY)) {
      cluster.faults().awaitReplay(standby, position, patience());
    }
  }
}
