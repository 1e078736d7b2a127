package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.ClusterWatch.State;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that keep a cluster as it is described, killed after each API call and each SQL
 * statement in turn: the next one takes over at once, and the cluster serves throughout.
 */
class InterruptedWatchE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("interrupted");

  private static final PgCluster CLUSTER = Specs.small("orders").build();

  @TempDir static Path folder;

  private static Interruption interruption;

  @BeforeAll
  static void start() throws Exception {
    interruption =
        new Interruption(NAMESPACE, KubernetesPgClusters.watchingRole(), folder, () -> CLUSTER);
  }

  @AfterAll
  static void nothingIsLost() throws Exception {
    interruption.end();
  }

  /** In objects, in files, and in what only SQL knows. */
  private static void drift() throws Exception {
    NAMESPACE.admin().services().inNamespace(NAMESPACE.name()).withName("orders-replica").delete();
    Drift.file(NAMESPACE);
    try (RunningPgCluster running = interruption.found()) {
      Drift.role(running);
    }
  }

  @Test
  @Timeout(2400)
  void what_others_changed_is_put_back_by_the_next_one() throws Exception {
    interruption.run(
        "watch",
        new Interruption.Operation() {
          @Override
          public String[] action(int round) throws Exception {
            drift();
            return new String[] {"watch", interruption.file(CLUSTER).toString()};
          }

          @Override
          public void finish(int round) {
            try (ClusterWatch next = interruption.clusters().watch(CLUSTER)) {
              assertThat(next.await(State.AS_DESCRIBED, Interruption.PATIENCE))
                  .as(next.last().toString())
                  .isTrue();
            }
            assertThat(interruption.clusters().plan(CLUSTER).render())
                .contains("nothing to change");
          }
        });
  }
}
