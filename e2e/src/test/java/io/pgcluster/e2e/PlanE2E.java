package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus.Phase;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.storage.PvcStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only a real API server shows of plans. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlanE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("plan");

  private static KubernetesPgClusters clusters;

  private static final PgCluster ORDERS = Specs.small("orders").build();
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @BeforeAll
  static void apply() {
    clusters = NAMESPACE.clusters();
    clusters.apply(ORDERS).await(PATIENCE).close();
  }

  @Test
  @Order(1)
  void of_an_unchanged_cluster_is_empty() {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      long begin = System.nanoTime();
      Plan plan = clusters.plan(ORDERS);
      millis.add((System.nanoTime() - begin) / 1_000_000);
      assertThat(plan.render()).contains("nothing to change");
    }
    System.out.println("plan of an unchanged cluster, ms: " + millis);
  }

  @Test
  @Order(2)
  void names_who_changed_what() {
    NAMESPACE
        .admin()
        .apps()
        .statefulSets()
        .inNamespace(NAMESPACE.name())
        .withName("orders-replica")
        .scale(0);

    Plan plan = clusters.plan(ORDERS);

    assertThat(plan.changes())
        .as(plan.render())
        .anySatisfy(
            change -> {
              assertThat(change.kind()).isEqualTo(PlannedChange.Kind.DRIFT);
              assertThat(change.object().name()).isEqualTo("orders-replica");
              assertThat(change.fields().get(0)).hasToString("spec.replicas: 0 → 1");
              assertThat(change.reason()).startsWith("changed by ");
            });
    clusters.apply(plan, Impact.IN_PLACE).await(PATIENCE).close();
    assertThat(clusters.plan(ORDERS).isEmpty()).isTrue();
  }

  @Test
  @Order(3)
  void of_a_smaller_volume_is_impossible_and_says_the_way_round() {
    PgCluster smaller =
        ORDERS.toBuilder().standbys(s -> s.storage(PvcStorage.size("512Mi"))).build();

    Plan plan = clusters.plan(smaller);

    assertThat(plan.impact()).isEqualTo(Impact.IMPOSSIBLE);
    assertThat(plan.render()).contains("storage: 1Gi → 512Mi", "keeping its volumes");
  }

  @Test
  @Order(4)
  void a_cluster_is_paused_and_resumed() {
    try (RunningPgCluster orders = clusters.find("orders").orElseThrow();
        RunningPgCluster paused = orders.pause(event -> {})) {
      assertThat(paused.status().phase()).isEqualTo(Phase.PAUSED);
      try (RunningPgCluster resumed = paused.resume(event -> {})) {
        assertThat(resumed.verify().ok()).isTrue();
      }
    }
  }
}
