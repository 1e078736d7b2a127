package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.runtime.VerifyReport.ReadShare;
import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Proves clusters behind a real pgpool, where the machine has one. */
class PgpoolProofIT {
  private static final String POOL_PASSWD = "app:TEXT" + LocalCluster.PASSWORD + "\n";

  private static LocalCluster local;

  private final PgCluster cluster = PgClusterBuilder.named("orders").standbys(2).build();

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    assumeTrue(LocalPgpool.isInstalled(), "pgpool is not installed");
    local = LocalCluster.start(2);
    local.sql(
        "CREATE ROLE app LOGIN PASSWORD '%s'".formatted(LocalCluster.PASSWORD),
        "CREATE DATABASE app OWNER app");
  }

  @AfterAll
  static void stop() throws IOException {
    if (local != null) {
      local.close();
    }
  }

  private VerifyReport verify(List<Integer> backends, Duration bound)
      throws IOException, InterruptedException {
    Map<String, ExpectedVerifier> verifiers =
        Stream.of(LocalCluster.SUPERUSER, LocalCluster.REPLICATION, "app")
            .collect(
                Collectors.toMap(
                    role -> role,
                    role -> ExpectedVerifier.ofPassword(role, Password.of(LocalCluster.PASSWORD))));
    try (LocalPgpool pgpool = LocalPgpool.start(local.folder(), backends, POOL_PASSWD)) {
      Connector connector =
          (route, role, database) ->
              route == Route.ROUTED
                  ? pgpool.info(role, database)
                  : local.info(route, 0, role, database);
      return ClusterVerifier.of(cluster, connector, verifiers).within(bound).verify();
    }
  }

  @Test
  void proves_a_cluster_whose_instances_pgpool_knows() throws IOException, InterruptedException {
    VerifyReport report =
        verify(List.of(local.port(0), local.port(1), local.port(2)), Duration.ofSeconds(30));

    assertThat(report.failed()).as(report.render()).isEmpty();
    assertThat(report.reads()).filteredOn(read -> !read.primary()).hasSize(2);
  }

  /** As behind the Service of the standbys: pgpool does not know how many there are. */
  @Test
  void proves_a_cluster_whose_standbys_share_one_address()
      throws IOException, InterruptedException {
    try (Balancer standbys = Balancer.over(List.of(local.port(1), local.port(2)))) {
      VerifyReport report = verify(List.of(local.port(0), standbys.port()), Duration.ofSeconds(30));

      assertThat(report.failed()).as(report.render()).isEmpty();
      assertThat(report.reads()).filteredOn(read -> !read.primary()).hasSize(2);
    }
  }

  @Test
  void fails_when_pgpool_balances_to_the_primary_only() throws IOException, InterruptedException {
    VerifyReport report = verify(List.of(local.port(0)), Duration.ofSeconds(6));

    assertThat(report.failed())
        .extracting(VerifyReport.Check::subject)
        .containsExactly(Subject.READS, Subject.REPLICATION);
    assertThat(report.reads()).allMatch(ReadShare::primary);
  }
}
