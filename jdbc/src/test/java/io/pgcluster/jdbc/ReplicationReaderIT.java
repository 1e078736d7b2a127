package io.pgcluster.jdbc;

import static io.pgcluster.jdbc.RoutedCluster.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ReplicationStatus;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReplicationReaderIT {
  private static final PgCluster DESCRIBED =
      PgClusterBuilder.named("orders").standbys(2).withoutDatabases().build();

  private static RoutedCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    cluster = RoutedCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  private static ReplicationStatus read(String... standbys) {
    return ReplicationReader.read(DESCRIBED, cluster.connector(), List.of(standbys));
  }

  private static Instance standby(String name, String... standbys) {
    return read(standbys).instances().stream()
        .filter(instance -> instance.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void says_who_streams_and_who_is_gone() {
    await(() -> standby("node1").lagBytes() == 0 && standby("node2").lagBytes() == 0);
    ReplicationStatus status = read("node1", "node2", "node9");

    assertThat(status.cluster()).isEqualTo("orders");
    assertThat(status.instances())
        .extracting(Instance::name, Instance::role, Instance::state)
        .containsExactly(
            tuple("node0", Component.PRIMARY, "writes"),
            tuple("node1", Component.STANDBY, "streaming"),
            tuple("node2", Component.STANDBY, "streaming"),
            tuple("node9", Component.STANDBY, "gone"));
    assertThat(status.instances().get(3).lagBytes()).isEqualTo(-1);
    assertThat(status.toString()).startsWith("orders\n└─ node0").endsWith("gone");
  }

  @Test
  void measures_how_far_a_paused_standby_is_behind() throws SQLException {
    cluster.pause(1);
    try {
      cluster.local.sql("SELECT pg_logical_emit_message(false, '', repeat('x', 100000), true)");
      await(() -> standby("node2").lagBytes() == 0);
      ReplicationStatus status = read("node1", "node2");
      Instance paused = status.instances().get(1);

      assertThat(paused.lagBytes()).isGreaterThan(100_000);
      assertThat(status.instances().get(0).position().value() - paused.position().value())
          .isEqualTo(paused.lagBytes());
    } finally {
      cluster.resume(1);
    }
  }

  @Test
  void names_the_cluster_whose_primary_does_not_answer() {
    Connector nowhere =
        (route, role, database) -> {
          throw new PgClusterException("no way");
        };
    assertThatThrownBy(() -> ReplicationReader.read(DESCRIBED, nowhere, List.of()))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("cluster orders: the primary does not answer: no way");
  }

  @Test
  void ends_by_an_interrupt() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> read("node1")).hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }
}
