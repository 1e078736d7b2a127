package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In which order a cluster that runs is changed. */
class RolloutTest {
  private static final String SETS = "/apis/apps/v1/namespaces/db/statefulsets/";
  private static final String PRIMARY = "StatefulSet orders-primary";
  private static final String REPLICA = "StatefulSet orders-replica";

  private final FakeKubernetes kubernetes = new FakeKubernetes();
  private final List<String> done = new ArrayList<>();

  /** Writes down what is done, and asks nothing. */
  private final class Recorded implements ClusterSql {
    @Override
    public List<PlannedChange> plan(
        PgCluster cluster, ClusterSecrets secrets, String configuration) {
      return List.of();
    }

    @Override
    public void access(PgCluster cluster, ClusterSecrets secrets, ProgressListener listener) {
      done.add("access");
    }

    @Override
    public void reload(
        PgCluster cluster,
        ClusterSecrets secrets,
        String configuration,
        ProgressListener listener) {
      assertThat(configuration).matches("[0-9a-f]{16}");
      done.add("reload");
    }

    @Override
    public void replayed(PgCluster cluster, ClusterSecrets secrets) {
      done.add("replayed");
    }

    @Override
    public void dropSlots(PgCluster cluster, ClusterSecrets secrets) {
      done.add("slots");
    }
  }

  @BeforeEach
  void a_cluster_that_runs() {
    Clusters.apply(kubernetes);
    for (String set : List.of("orders-primary", "orders-replica")) {
      String json = kubernetes.object(SETS + set).orElseThrow().toString();
      String status =
          "{\"observedGeneration\":1,\"readyReplicas\":1,\"replicas\":1,\"updateRevision\":\"a\",\"currentRevision\":\"a\"}";
      kubernetes.put(
          SETS + set, json.substring(0, json.length() - 1) + ",\"status\":" + status + "}");
    }
  }

  private Applier applier() {
    return new Applier(
        kubernetes.api(),
        Clusters.stored(),
        new Clusters.Counting(),
        Duration.ofSeconds(5),
        new Recorded());
  }

  private List<String> change(Consumer<PgClusterBuilder> change) {
    PgClusterBuilder builder = Clusters.orders().toBuilder();
    change.accept(builder);
    Plan plan = applier().plan(builder.build());
    kubernetes.faults(
        call -> {
          boolean write = call.verb().equals("patch") && !call.path().contains("dryRun");
          if (write && call.target().kind().equals("StatefulSet")) {
            done.add("StatefulSet " + call.target().name());
          }
          return Optional.empty();
        });
    applier().apply(plan, Impact.PRIMARY_RESTART, event -> {});
    assertThat(applier().plan(plan.desired()).render()).contains("nothing to change");
    return done;
  }

  @Test
  void standbys_are_restarted_before_the_primary() {
    assertThat(change(b -> b.parameter("shared_buffers", "64MB")))
        .containsExactly("reload", REPLICA, PRIMARY);
  }

  @Test
  void what_standbys_need_is_raised_on_them_first() {
    assertThat(change(b -> b.parameter("max_connections", "500")))
        .containsExactly("reload", REPLICA, PRIMARY);
  }

  @Test
  void what_standbys_need_is_lowered_on_the_primary_first_and_replayed() {
    change(b -> b.parameter("max_connections", "500"));
    done.clear();

    assertThat(change(b -> b.parameter("max_connections", "200")))
        .containsExactly("reload", PRIMARY, "replayed", REPLICA);
  }

  @Test
  void a_reload_restarts_nothing() {
    assertThat(change(b -> b.parameter("work_mem", "8MB"))).containsExactly("reload");
  }

  @Test
  void a_primary_that_does_not_run_is_not_waited_for() {
    String json = kubernetes.object(SETS + "orders-primary").orElseThrow().toString();
    kubernetes.put(
        SETS + "orders-primary", json.replace("\"readyReplicas\":1", "\"readyReplicas\":0"));

    assertThat(change(b -> b.parameter("shared_buffers", "64MB")))
        .containsExactlyInAnyOrder(REPLICA, PRIMARY);
  }

  @Test
  void pausing_stops_writes() {
    PgCluster paused = Clusters.orders().toBuilder().kubernetes(k -> k.paused(true)).build();

    assertThat(applier().plan(paused).impact()).isEqualTo(Impact.PRIMARY_RESTART);
    assertThat(applier().plan(paused).render())
        .contains("spec.replicas: 1 → 0", "writes stop until the cluster is resumed");
  }
}
