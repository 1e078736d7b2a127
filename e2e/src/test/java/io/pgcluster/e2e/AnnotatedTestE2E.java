package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.pgcluster.junit5.DatabaseMigration;
import io.pgcluster.junit5.OnRoute;
import io.pgcluster.junit5.PgClusterSpec;
import io.pgcluster.junit5.PgClusterTest;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;

/** A test with {@code @PgClusterTest}, on Kubernetes because a parameter says so. */
class AnnotatedTestE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("junit");

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<String> PODS = ConcurrentHashMap.newKeySet();
  private static final Set<String> DATABASES = ConcurrentHashMap.newKeySet();

  static final class Small implements PgClusterSpec {
    @Override
    public PgClusterBuilder customize(PgClusterBuilder cluster) {
      return Specs.smallInstances(cluster);
    }
  }

  static final class Orders implements DatabaseMigration {
    @Override
    public void migrate(DataSource template) throws SQLException {
      try (Connection connection = template.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE orders (id int)");
      }
    }
  }

  /** Nothing in it speaks of Kubernetes. */
  @PgClusterTest(standbys = 1, spec = Small.class, migration = Orders.class)
  static class Lagging {
    @RepeatedTest(2)
    void a_standby_lags(
        RunningPgCluster cluster,
        PgFaults faults,
        Connection primary,
        @OnRoute(Route.REPLICA) DataSource standbys)
        throws SQLException {
      String standby = cluster.replication().instances().get(1).name();
      PODS.add(standby);
      DATABASES.add(primary.getCatalog());
      faults.awaitReplay(standby, faults.position(), PATIENCE);
      faults.pauseReplay(standby);
      try (Statement statement = primary.createStatement()) {
        statement.execute("INSERT INTO orders VALUES (1)");
      }
      Lsn written = faults.position();
      assertThat(count(standbys)).isZero();
      faults.resumeReplay(standby);
      faults.awaitReplay(standby, written, PATIENCE);
      assertThat(count(standbys)).isEqualTo(1);
      assertThat(NAMESPACE.pods().find(standby)).isPresent();
    }

    private static int count(DataSource standbys) throws SQLException {
      try (Connection connection = standbys.getConnection()) {
        return Integer.parseInt(Sql.value(connection, "SELECT count(*) FROM orders"));
      }
    }
  }

  @Test
  void passes_on_kubernetes_and_leaves_nothing() {
    EngineTestKit.engine("junit-jupiter")
        .configurationParameter("pgcluster.test.runtime", "kubernetes")
        .configurationParameter("pgcluster.test.namespace", NAMESPACE.name())
        .selectors(selectClass(Lagging.class))
        .execute()
        .testEvents()
        .debug()
        .assertStatistics(statistics -> statistics.started(2).succeeded(2));

    assertThat(PODS).as("one cluster for both").hasSize(1);
    assertThat(DATABASES).as("a database for each").hasSize(2);
    assertThat(Inventory.of(NAMESPACE).objects()).isEmpty();
  }
}
