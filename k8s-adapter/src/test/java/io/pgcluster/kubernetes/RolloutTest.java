package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Labels;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** In which order a cluster that runs is changed. */
class RolloutTest {
  private static final String SETS = "/apis/apps/v1/namespaces/db/statefulsets/";
  private static final String PODS = "/api/v1/namespaces/db/pods/";
  private static final String PRIMARY = "StatefulSet orders-primary";
  private static final String REPLICA = "StatefulSet orders-replica";

  private FakeKubernetes kubernetes = new FakeKubernetes();
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
    public boolean restart(
        PgCluster cluster,
        ClusterSecrets secrets,
        String instance,
        Optional<Runnable> change,
        BooleanSupplier hopeless) {
      done.add((change.isPresent() ? "replace " : "restart ") + instance);
      change.ifPresent(Runnable::run);
      return !hopeless.getAsBoolean();
    }

    @Override
    public void replayed(PgCluster cluster, ClusterSecrets secrets) {
      done.add("replayed");
    }

    @Override
    public void dropSlots(PgCluster cluster, ClusterSecrets secrets) {
      done.add("slots");
    }

    @Override
    public void finishRotations(
        PgCluster cluster,
        ClusterSecrets begun,
        String owner,
        ClusterLock lock,
        ProgressListener listener) {
      done.add("rotations");
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
      kubernetes.put(
          PODS + set + "-0", pod(set + "-0", "{\"ready\":true,\"state\":{\"running\":{}}}"));
    }
  }

  private static String pod(String name, String container) {
    return Json.write(
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Pod",
            "metadata",
            Map.of("name", name, "uid", name, "labels", Labels.selector("orders")),
            "spec",
            Map.of(
                "containers",
                List.of(
                    Map.of(
                        "name",
                        "postgres",
                        "image",
                        Clusters.orders().postgres().image().reference()))),
            "status",
            Map.of("containerStatuses", List.of(Json.read(container)))));
  }

  private String revision(String pod) {
    JsonNode found = kubernetes.object(PODS + pod).orElseThrow();
    return Json.label(found, "controller-revision-hash");
  }

  private Applier applier() {
    return new Applier(
        kubernetes.api(),
        Clusters.stored(),
        new Clusters.Counting(),
        Duration.ofSeconds(5),
        new Recorded(),
        Duration.ofMillis(300));
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
  void a_rotation_that_was_begun_is_planned_and_finished_before_all_else() {
    ClusterSecrets before = Credentials.of(kubernetes.api(), "orders");
    ClusterSecrets open =
        before.stage(
            "app",
            ClusterSecrets.secret(
                Clusters.orders(),
                "app",
                Password.of("another-not-a-secret"),
                SecretSource.strong()));
    kubernetes.put(
        "/api/v1/namespaces/db/secrets/orders-credentials",
        Serialization.asJson(open.toSecret(Clusters.orders(), "db")));

    Plan plan = applier().plan(Clusters.orders());
    assertThat(plan.render()).contains("Password app").doesNotContain("another-not-a-secret");
    applier().apply(plan, Impact.RELOAD, event -> {});

    assertThat(done).startsWith("rotations");
    ClusterSecrets after = Credentials.of(kubernetes.api(), "orders");
    assertThat(after.rotating()).isEmpty();
    assertThat(after.role("app").password()).isEqualTo(open.staged().get("app").password());
  }

  @Test
  void standbys_are_restarted_before_the_primary() {
    assertThat(change(b -> b.parameter("shared_buffers", "64MB")))
        .containsExactly(
            "reload",
            "restart orders-replica-0",
            REPLICA,
            REPLICA,
            "restart orders-primary-0",
            PRIMARY,
            PRIMARY);
    assertThat(revision("orders-replica-0")).isEqualTo("a");
    assertThat(revision("orders-primary-0")).isEqualTo("a");
  }

  @Test
  void a_server_that_does_not_come_back_is_left_to_its_stateful_set() {
    kubernetes.put(
        PODS + "orders-replica-0",
        pod(
            "orders-replica-0",
            "{\"ready\":true,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\"}}}"));

    assertThat(change(b -> b.parameter("shared_buffers", "64MB")))
        .startsWith("reload", "restart orders-replica-0", REPLICA, "restart orders-primary-0");
    assertThat(revision("orders-replica-0")).isEmpty();
  }

  @Test
  void a_pod_that_is_not_ready_is_left_to_its_stateful_set() {
    kubernetes.put(PODS + "orders-replica-0", pod("orders-replica-0", "{\"ready\":false}"));

    assertThat(change(b -> b.parameter("shared_buffers", "64MB")))
        .startsWith("reload", REPLICA, "restart orders-primary-0", PRIMARY);
  }

  @Test
  void another_image_is_given_to_the_primary_where_it_is() {
    assertThat(change(b -> b.postgres(p -> p.image("docker.io/library/postgres:17.9"))))
        .containsExactly(REPLICA, "reload", PRIMARY, "replace orders-primary-0", PRIMARY);
    assertThat(kubernetes.object(PODS + "orders-primary-0").orElseThrow().toString())
        .contains("postgres:17.9");
    assertThat(revision("orders-primary-0")).isEqualTo("a");
  }

  @Test
  void a_container_that_has_had_others_before_it_is_not_replaced_where_it_is() {
    kubernetes.put(
        PODS + "orders-primary-0",
        pod("orders-primary-0", "{\"ready\":true,\"restartCount\":1,\"state\":{\"running\":{}}}"));

    assertThat(change(b -> b.postgres(p -> p.image("docker.io/library/postgres:17.9"))))
        .containsExactly(REPLICA, "reload", PRIMARY);
  }

  @Test
  void what_a_pod_cannot_be_given_has_it_replaced() {
    assertThat(change(b -> b.primary(p -> p.resources(r -> r.request("cpu", "10m")))))
        .containsExactly(PRIMARY);
  }

  @Test
  void labels_come_to_pods_whose_servers_go_on() {
    List<String> done =
        change(b -> b.primary(p -> p.label("team", "blue")).standbys(s -> s.label("team", "blue")));

    assertThat(done).doesNotContain("reload").noneMatch(step -> step.contains("-0"));
    for (String pod : List.of("orders-primary-0", "orders-replica-0")) {
      JsonNode found = kubernetes.object(PODS + pod).orElseThrow();
      assertThat(Json.label(found, "team")).isEqualTo("blue");
      assertThat(revision(pod)).isEqualTo("a");
    }
  }

  @Test
  void what_standbys_need_is_raised_on_them_first() {
    assertThat(change(b -> b.parameter("max_connections", "500")))
        .containsSubsequence("reload", "restart orders-replica-0", "restart orders-primary-0");
  }

  @Test
  void what_standbys_need_is_lowered_on_the_primary_first_and_replayed() {
    change(b -> b.parameter("max_connections", "500"));
    done.clear();
    for (String pod : List.of("orders-primary-0", "orders-replica-0")) {
      kubernetes.put(PODS + pod, pod(pod, "{\"ready\":true,\"state\":{\"running\":{}}}"));
    }

    assertThat(change(b -> b.parameter("max_connections", "200")))
        .containsSubsequence(
            "reload", "restart orders-primary-0", "replayed", "restart orders-replica-0");
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

  /** Of a change that reloads, restarts, adds and removes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_change_killed_at_any_call_is_finished_by_the_next_one(boolean killedAfterTheWrite) {
    PgCluster desired =
        Clusters.orders().toBuilder()
            .parameter("max_connections", "500")
            .role("more")
            .kubernetes(k -> k.networkPolicies(false))
            .build();
    kubernetes.calls.clear();
    applier().apply(applier().plan(desired), Impact.PRIMARY_RESTART, event -> {});
    int calls = kubernetes.calls.size();
    Map<String, String> wanted = comparable();
    int points = 0;
    for (int at = 1; at <= calls; at++) {
      kubernetes = new FakeKubernetes();
      a_cluster_that_runs();
      int last = at;
      AtomicInteger count = new AtomicInteger();
      kubernetes.faults(
          call -> {
            int number = count.incrementAndGet();
            return number < last
                ? Optional.empty()
                : Optional.of(Fault.killed(killedAfterTheWrite && number == last));
          });
      try {
        applier().apply(applier().plan(desired), Impact.PRIMARY_RESTART, event -> {});
      } catch (RuntimeException killed) {
        points++;
      }
      kubernetes.faults(call -> Optional.empty());
      kubernetes.advance(Duration.ofSeconds(60));
      applier().apply(applier().plan(desired), Impact.PRIMARY_RESTART, event -> {});
      assertThat(comparable()).as("killed at call %d", at).isEqualTo(wanted);
      assertThat(ClusterLock.read(kubernetes.api(), "orders").unfinished()).isEmpty();
      assertThat(applier().plan(desired).render()).contains("nothing to change");
    }
    assertThat(points).isGreaterThan(50);
  }

  private Map<String, String> comparable() {
    Map<String, String> contents = kubernetes.contents();
    contents.remove(Clusters.LEASE);
    contents.keySet().removeIf(path -> path.startsWith(PODS));
    return contents;
  }
}
