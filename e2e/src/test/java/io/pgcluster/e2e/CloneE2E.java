package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.storage.PvcStorage;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A standby whose pod dies while it copies the primary. */
class CloneE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("clone");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PRIMARY = "orders-primary-0";
  private static final String STANDBY = "orders-replica-0";
  private static final int ROWS = 450_000;

  @Test
  void begins_again_and_does_not_take_half_a_copy_for_a_whole() throws Exception {
    KubernetesPgClusters clusters = NAMESPACE.clusters();
    Pods pods = NAMESPACE.pods();
    var described =
        Specs.small("orders")
            .withoutRouter()
            .primary(p -> p.storage(PvcStorage.size("5Gi")))
            .standbys(s -> s.storage(PvcStorage.size("5Gi")));
    try (RunningPgCluster alone = clusters.apply(described.standbys(0).build()).await(PATIENCE)) {
      ConnectionInfo primary = alone.connection(Route.PRIMARY, "app");
      Sql.run(
          primary,
          "CREATE TABLE much AS SELECT n, repeat(md5(n::text), 40) AS filler"
              + " FROM generate_series(1, %d) n".formatted(ROWS));

      clusters.apply(described.standbys(1).build()).close();

      String sender = awaitCopyUnderWay(alone.connection(Route.PRIMARY, "postgres"));
      // Stopped, the copy stays half done for as long as it takes to look.
      pods.shell(PRIMARY, "kill -STOP " + sender);
      assertThat(pods.shell(STANDBY, "ls -d \"$PGDATA\"*")).endsWith(".new").doesNotContain("\n");
      pods.kill(pods.get(STANDBY));
      pods.shell(PRIMARY, "kill -CONT " + sender + " 2>/dev/null || true");
    }

    try (RunningPgCluster orders = clusters.find("orders").orElseThrow().await(PATIENCE)) {
      Proof.awaitProven(orders);
      ConnectionInfo standby = orders.connection(Route.REPLICA, "app");
      assertThat(Sql.value(standby, "SELECT count(*) FROM much WHERE length(filler) = 1280"))
          .isEqualTo(Integer.toString(ROWS));
      assertThat(pods.shell(STANDBY, "ls -d \"$PGDATA\"*")).doesNotContain(".new");
    }
  }

  private static String awaitCopyUnderWay(ConnectionInfo primary) throws Exception {
    try (Connection connection = Sql.open(primary)) {
      return Wait.present(
          "the standby copies the primary",
          PATIENCE,
          () -> {
            var senders =
                Sql.column(
                    connection,
                    "SELECT pid FROM pg_stat_progress_basebackup"
                        + " WHERE phase = 'streaming database files'");
            return senders.isEmpty() ? Optional.empty() : Optional.of(senders.get(0));
          });
    }
  }
}
