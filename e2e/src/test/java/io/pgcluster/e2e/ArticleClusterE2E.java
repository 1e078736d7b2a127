package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The article's cluster for a user who has the documented Role and nothing else: an administrator
 * made its volume. What the library says of it, an application outside and psql inside see too.
 */
class ArticleClusterE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("article");

  /** Not the article's own, which the examples take. */
  private static final int NODE_PORT = 30436;

  private static PreflightReport preflight;
  private static RunningPgCluster pgsql;

  @BeforeAll
  static void apply() throws Exception {
    Disk disk = Disk.create(NAMESPACE);
    PgCluster cluster =
        Specs.small("pgsql")
            .primary(p -> p.storage(disk.storage()))
            .standbys(2)
            .router(r -> r.service(s -> s.nodePort(NODE_PORT)))
            .superuser(Role.named("postgres"))
            .replicationUser(Role.named("primaryuser"))
            .role("testuser")
            .database("userdb", "testuser")
            .build();
    KubernetesPgClusters clusters = NAMESPACE.clusters();
    preflight = clusters.preflight(cluster);
    disk.makeVolume(cluster);
    pgsql = clusters.apply(cluster).await(Duration.ofMinutes(4));
  }

  @Test
  void what_could_not_be_checked_is_said() {
    assertThat(preflight.ok()).as(preflight.toString()).isTrue();
    assertThat(preflight.warnings().toString())
        .contains("PersistentVolume")
        .contains("expected to exist as described");
  }

  @Test
  void is_ready_and_proven() {
    assertThat(pgsql.status().phase()).isEqualTo(ClusterStatus.Phase.READY);
    Proof.assertProven(pgsql);
  }

  @Test
  void through_the_port_of_a_node_writes_go_to_the_primary_and_reads_to_both_standbys()
      throws Exception {
    Pods pods = NAMESPACE.pods();
    String primary = pods.address("pgsql-primary-0");
    Set<String> standbys = Set.of(pods.address("pgsql-replica-0"), pods.address("pgsql-replica-1"));
    ConnectionInfo outside = throughNode();
    String asked = "SELECT host(inet_server_addr())";
    Sql.run(outside, "CREATE TABLE IF NOT EXISTS visits (who text)");

    try (Connection connection = Sql.open(outside);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO visits VALUES (host(inet_server_addr()))");
      assertThat(Sql.value(connection, asked)).as("a read after a write").isEqualTo(primary);
      assertThat(Sql.value(connection, "SELECT DISTINCT who FROM visits")).isEqualTo(primary);
      connection.commit();
    }
    Set<String> answered = new TreeSet<>();
    Wait.until(
        "both standbys have answered",
        Duration.ofMinutes(1),
        () -> {
          answered.add(Sql.value(outside, asked));
          return answered.containsAll(standbys);
        });
    assertThat(answered).as("reads").isEqualTo(standbys);
  }

  /** The pods' network is reached from the nodes alone, as by an application beside the cluster. */
  private static ConnectionInfo throughNode() {
    ConnectionInfo forwarded = pgsql.connection(Route.ROUTED, "testuser");
    String node =
        NAMESPACE.admin().nodes().list().getItems().get(0).getStatus().getAddresses().stream()
            .filter(a -> a.getType().equals("InternalIP"))
            .findFirst()
            .orElseThrow()
            .getAddress();
    return new ConnectionInfo(
        Route.ROUTED, node, NODE_PORT, "userdb", forwarded.role(), forwarded.password());
  }

  @Test
  void psql_in_the_pods_agrees() throws Exception {
    Sql.run(
        pgsql.connection(Route.ROUTED, "testuser"),
        "CREATE TABLE notes AS SELECT 'written through the router' AS note");
    Pods pods = NAMESPACE.pods();

    assertThat(psql(pods, "pgsql-primary-0", "SELECT note FROM notes"))
        .isEqualTo("written through the router");
    // A standby is ready when it answers, and streams a moment later.
    Wait.until(
        "both standbys stream",
        Duration.ofSeconds(30),
        () ->
            psql(
                    pods,
                    "pgsql-primary-0",
                    "SELECT string_agg(application_name || ' ' || state, ', '"
                        + " ORDER BY application_name) FROM pg_stat_replication")
                .equals("pgsql-replica-0 streaming, pgsql-replica-1 streaming"));
    for (String standby : Set.of("pgsql-replica-0", "pgsql-replica-1")) {
      Wait.until(
          standby + " has the row too",
          Duration.ofSeconds(30),
          () ->
              psql(pods, standby, "SELECT count(*) FROM pg_tables WHERE tablename = 'notes'")
                  .equals("1"));
      assertThat(psql(pods, standby, "SELECT pg_is_in_recovery(), note FROM notes"))
          .isEqualTo("t|written through the router");
    }
  }

  private static String psql(Pods pods, String pod, String sql) throws Exception {
    return pods.shell(pod, "psql -XAt -d userdb -c \"" + sql + "\"");
  }
}
