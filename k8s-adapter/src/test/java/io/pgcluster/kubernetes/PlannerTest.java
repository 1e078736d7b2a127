package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlanRefusedException;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.PlannedChange.Kind;
import io.pgcluster.runtime.StalePlanException;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final String POSTGRES = "/api/v1/namespaces/db/configmaps/orders-postgres";
  private static final String REPLICA = "/apis/apps/v1/namespaces/db/statefulsets/orders-replica";
  private static final String PRIMARY = "/apis/apps/v1/namespaces/db/statefulsets/orders-primary";

  private final FakeKubernetes kubernetes = new FakeKubernetes();

  @BeforeEach
  void apply() {
    Clusters.apply(kubernetes);
    kubernetes.calls.clear();
  }

  private Applier applier() {
    return Clusters.applier(kubernetes, Duration.ofSeconds(5));
  }

  private Plan plan(Consumer<PgClusterBuilder> change) {
    PgClusterBuilder builder = Clusters.orders().toBuilder();
    change.accept(builder);
    return applier().plan(builder.build());
  }

  private static PlannedChange change(Plan plan, String object) {
    return plan.changes().stream()
        .filter(c -> c.object().toString().equals(object))
        .findFirst()
        .orElseThrow(() -> new AssertionError(plan.render()));
  }

  @Test
  void of_an_unchanged_cluster_is_empty_with_one_list_per_kind_and_one_dry_run_per_object() {
    Plan plan = plan(b -> {});

    assertThat(plan.changes()).isEmpty();
    List<String> lists = targets("list");
    List<String> dryRuns = targets("patch");
    assertThat(lists)
        .hasSize(io.pgcluster.kubernetes.Kind.OF_A_CLUSTER.size())
        .doesNotHaveDuplicates();
    assertThat(dryRuns).isNotEmpty().doesNotHaveDuplicates();
    assertThat(kubernetes.calls).hasSize(lists.size() + dryRuns.size());
    assertThat(kubernetes.calls)
        .filteredOn(c -> !c.verb().equals("list"))
        .allSatisfy(c -> assertThat(c.path()).contains("dryRun=All"));
  }

  private List<String> targets(String verb) {
    return kubernetes.calls.stream()
        .filter(c -> c.verb().equals(verb))
        .map(c -> c.target().toString())
        .toList();
  }

  @Test
  void writes_nothing() {
    var before = kubernetes.contents();
    Plan unused = plan(b -> b.parameter("work_mem", "8MB").standbys(3).role("more"));

    assertThat(kubernetes.contents()).isEqualTo(before);
  }

  @Test
  void of_a_cluster_that_is_not_there_adds_everything() {
    Plan plan = applier().plan(PgClusterBuilder.named("invoices").build());

    assertThat(plan.changes()).isNotEmpty().allMatch(c -> c.kind() == Kind.ADD);
    assertThat(plan.impact()).isEqualTo(Impact.IN_PLACE);
  }

  @Test
  void a_parameter_is_a_reload_shown_with_its_values() {
    Plan plan = plan(b -> b.parameter("work_mem", "8MB"));

    assertThat(plan.impact()).isEqualTo(Impact.RELOAD);
    assertThat(change(plan, "ConfigMap orders-postgres").fields())
        .containsExactly(FieldChange.added("postgresql.conf work_mem", "8MB"));
    assertThat(change(plan, "ConfigMap orders").fields())
        .containsExactly(FieldChange.added("postgres.parameters.work_mem", "8MB"));
  }

  @Test
  void resources_of_the_primary_are_a_primary_restart_that_has_to_be_allowed() {
    Plan plan = plan(b -> b.primary(p -> p.resources(r -> r.request("memory", "1Gi"))));

    PlannedChange change = change(plan, "StatefulSet orders-primary");
    assertThat(change.impact()).isEqualTo(Impact.PRIMARY_RESTART);
    assertThat(change.reason()).contains("writes wait");
    assertThat(change.fields())
        .contains(
            FieldChange.added(
                "spec.template.spec.containers[postgres].resources.requests.memory", "1Gi"));
    var before = kubernetes.contents();
    assertThatThrownBy(() -> applier().apply(plan, Impact.STANDBY_RESTART, e -> {}))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("StatefulSet orders-primary")
        .hasMessageContaining("Impact.PRIMARY_RESTART");
    assertThatThrownBy(() -> applier().apply(plan.desired(), e -> {}))
        .isInstanceOf(PlanRefusedException.class);
    assertThat(withoutLease(before)).isEqualTo(withoutLease(kubernetes.contents()));
  }

  @Test
  void labels_of_servers_are_in_place_where_pods_may_be_patched() {
    Consumer<PgClusterBuilder> labels =
        b -> b.primary(p -> p.label("team", "blue")).standbys(s -> s.label("team", "blue"));

    Plan plan = plan(labels);

    assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.IN_PLACE);
    assertThat(change(plan, "StatefulSet orders-primary").reason()).contains("pods that run");
    kubernetes.faults(
        call ->
            call.target().kind().equals("Pod") && call.verb().equals("patch")
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    Plan other = plan(labels);
    assertThat(change(other, "StatefulSet orders-primary").impact())
        .isEqualTo(Impact.PRIMARY_RESTART);
    assertThat(change(other, "StatefulSet orders-replica").impact())
        .isEqualTo(Impact.STANDBY_RESTART);
  }

  private static java.util.Map<String, String> withoutLease(java.util.Map<String, String> all) {
    all.remove(Clusters.LEASE);
    return all;
  }

  @Test
  void passwords_are_not_shown() {
    Plan plan = plan(b -> b.role("more", Password.of("what-nobody-may-see")));

    assertThat(plan.render() + plan.toJson()).doesNotContain("what-nobody-may-see");
    assertThat(change(plan, "Secret orders-credentials").fields())
        .contains(FieldChange.hidden("data[\"password.more\"]"));
  }

  @Test
  void what_others_changed_is_drift_with_their_name() {
    String live = kubernetes.object(REPLICA).orElseThrow().toString();
    kubernetes.put(
        REPLICA,
        live.replaceFirst("\"replicas\":1", "\"replicas\":4")
            .replaceFirst(
                "\"metadata\":\\{",
                "\"metadata\":{\"managedFields\":[{\"manager\":\"kubectl-scale\",\"time\":\"2026-11-24T12:00:00Z\",\"fieldsV1\":{\"f:spec\":{\"f:replicas\":{}}}}],"));

    Plan plan = plan(b -> {});

    assertThat(plan.changes()).hasSize(1);
    PlannedChange drift = plan.changes().get(0);
    assertThat(drift.kind()).isEqualTo(Kind.DRIFT);
    assertThat(drift.fields()).containsExactly(FieldChange.of("spec.replicas", "4", "1"));
    assertThat(drift.reason()).contains("kubectl-scale at 2026-11-24T12:00:00Z");
  }

  /** The scale subresource takes a field away from its owner and may name nobody instead. */
  @Test
  void what_nobody_owns_any_more_is_drift_too() {
    String live = kubernetes.object(REPLICA).orElseThrow().toString();
    kubernetes.put(
        REPLICA,
        live.replaceFirst("\"replicas\":1", "\"replicas\":0")
            .replaceFirst(
                "\"metadata\":\\{",
                "\"metadata\":{\"managedFields\":[{\"manager\":\"pgcluster\",\"time\":\"2026-11-24T12:00:00Z\",\"fieldsV1\":{\"f:spec\":{\"f:serviceName\":{}}}}],"));

    PlannedChange drift = change(plan(b -> {}), "StatefulSet orders-replica");

    assertThat(drift.kind()).isEqualTo(Kind.DRIFT);
    assertThat(drift.reason()).startsWith("changed by others");
  }

  @Test
  void a_standby_more_is_in_place_and_an_old_service_goes() {
    assertThat(plan(b -> b.standbys(2)).render())
        .contains("+ Service orders-replica-1", "spec.replicas: 1 → 2", "standbys.count: 1 → 2");
    assertThat(change(plan(b -> b.standbys(0)), "Service orders-replica-0").kind())
        .isEqualTo(Kind.REMOVE);
  }

  @Test
  void what_kubernetes_refuses_is_impossible_with_its_words() {
    kubernetes.faults(
        call ->
            call.path().contains("dryRun")
                    && call.target().name().equals("orders-replica")
                    && call.target().kind().equals("StatefulSet")
                ? Optional.of(Fault.status(422))
                : Optional.empty());

    Plan plan = plan(b -> b.standbys(s -> s.storage(PvcStorage.size("5Gi"))));

    PlannedChange change = change(plan, "StatefulSet orders-replica");
    assertThat(change.impact()).isEqualTo(Impact.IMPOSSIBLE);
    assertThat(change.fields())
        .contains(
            FieldChange.of(
                "volumeClaimTemplates[0].spec.resources.requests.storage", "10Gi", "5Gi"));
    assertThatThrownBy(() -> applier().apply(plan, Impact.IMPOSSIBLE, e -> {}))
        .isInstanceOf(PlanRefusedException.class);
  }

  @Test
  void a_plan_that_is_stale_is_refused_and_nothing_is_done() {
    Plan plan = plan(b -> b.parameter("work_mem", "8MB"));
    String live = kubernetes.object(POSTGRES).orElseThrow().toString();
    kubernetes.put(POSTGRES, live.replace("max_connections", "maximum_connections"));
    var before = kubernetes.contents();

    assertThatThrownBy(() -> applier().apply(plan, Impact.RELOAD, e -> {}))
        .isInstanceOf(StalePlanException.class)
        .hasMessageContaining("ConfigMap orders-postgres");
    assertThat(withoutLease(kubernetes.contents())).isEqualTo(withoutLease(before));
  }

  @Test
  void a_plan_is_done_and_then_nothing_is_left_to_do() {
    PgCluster desired = Clusters.orders().toBuilder().parameter("work_mem", "8MB").build();
    Plan plan = applier().plan(desired);
    List<String> written = new ArrayList<>();

    applier()
        .apply(
            plan,
            Impact.RELOAD,
            event -> {
              if (event.state() == io.pgcluster.runtime.ProgressEvent.State.APPLIED) {
                written.add(event.object().toString());
              }
            });

    assertThat(written).contains("ConfigMap orders", "ConfigMap orders-postgres");
    assertThat(applier().plan(desired).changes()).isEmpty();
    assertThat(kubernetes.object(PRIMARY)).isPresent();
  }
}
