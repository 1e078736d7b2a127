package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.Golden;
import io.pgcluster.runtime.PlannedChange.Kind;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final PgCluster ORDERS = PgClusterBuilder.named("orders").build();
  private static final PlannedChange SERVICE =
      new PlannedChange(
          Impact.IN_PLACE, Kind.ADD, new ObjectId("Service", "orders-replica-2"), List.of(), "");
  private static final PlannedChange RELOAD =
      new PlannedChange(
          Impact.RELOAD,
          Kind.CHANGE,
          new ObjectId("ConfigMap", "orders-postgres"),
          List.of(
              FieldChange.of("postgresql.conf work_mem", "4MB", "8MB"),
              FieldChange.added("postgresql.conf jit", "off"),
              FieldChange.removed("postgresql.conf log_line_prefix", "\u001b[31m\n%m"),
              FieldChange.of("pg_hba.conf", "", "x".repeat(200))),
          "");
  private static final PlannedChange RESTART =
      new PlannedChange(
          Impact.PRIMARY_RESTART,
          Kind.CHANGE,
          new ObjectId("StatefulSet", "orders-primary"),
          List.of(
              FieldChange.of("spec.template.spec.containers[postgres].image", "a:17.1", "a:17.2")),
          "writes wait about 10 s: the primary starts anew");
  private static final PlannedChange DRIFT =
      new PlannedChange(
          Impact.IN_PLACE,
          Kind.DRIFT,
          new ObjectId("Secret", "orders-router"),
          List.of(FieldChange.hidden("data.pool_passwd")),
          "changed by kubectl-edit");
  private static final PlannedChange OLD =
      new PlannedChange(
          Impact.IN_PLACE, Kind.REMOVE, new ObjectId("Service", "orders-old"), List.of(), "");
  private static final PlannedChange IMPOSSIBLE =
      new PlannedChange(
          Impact.IMPOSSIBLE,
          Kind.CHANGE,
          new ObjectId("StatefulSet", "orders-replica"),
          List.of(FieldChange.of("storage", "10Gi", "5Gi")),
          "a volume cannot shrink; describe a new cluster and copy the data");

  private static Plan plan(PlannedChange... changes) {
    return new Plan(ORDERS, List.of(changes));
  }

  private static void assertGolden(String name, String actual) {
    Golden.assertEqual(Path.of("src/test/resources/io/pgcluster/runtime", name), actual);
  }

  @Test
  void renders_every_kind_of_change() {
    assertGolden("plan.expected.txt", plan(SERVICE, RELOAD, RESTART, DRIFT, OLD).render());
  }

  @Test
  void is_json_too() {
    assertGolden("plan.expected.json", plan(SERVICE, RELOAD, DRIFT, OLD).toJson() + "\n");
  }

  @Test
  void an_empty_plan_says_so() {
    assertThat(plan().render()).isEqualTo("Plan for cluster orders: nothing to change\n");
    assertThat(plan().isEmpty()).isTrue();
    assertThat(plan().impact()).isEqualTo(Impact.NO_OP);
    assertThat(plan()).hasToString(plan().render());
  }

  @Test
  void its_impact_is_the_worst() {
    assertThat(plan(RELOAD, RESTART, SERVICE).impact()).isEqualTo(Impact.PRIMARY_RESTART);
  }

  @Test
  void refuses_what_is_not_allowed_and_says_how_to_allow_it() {
    assertThatCode(() -> plan(RELOAD).require(Impact.RELOAD)).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan(SERVICE, RELOAD, RESTART).require(Impact.STANDBY_RESTART))
        .isInstanceOfSatisfying(
            PlanRefusedException.class, e -> assertThat(e.change()).isEqualTo(RESTART))
        .hasMessage(
            "cluster orders: StatefulSet orders-primary: spec.template.spec.containers[postgres].image: a:17.1 → a:17.2 needs a primary restart (writes wait about 10 s: the primary starts anew), which was not allowed; allow it by apply(plan, Impact.PRIMARY_RESTART, …)");
  }

  @Test
  void refuses_the_impossible_whatever_is_allowed() {
    assertThatThrownBy(() -> plan(RESTART, IMPOSSIBLE).require(Impact.IMPOSSIBLE))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessage(
            "cluster orders: StatefulSet orders-replica: storage: 10Gi → 5Gi cannot be done: a volume cannot shrink; describe a new cluster and copy the data");
  }

  @Test
  void a_plan_that_would_do_something_else_now_is_stale() {
    assertThatCode(() -> plan(RELOAD).requireSame(plan(RELOAD))).doesNotThrowAnyException();
    assertThatThrownBy(() -> plan(RELOAD).requireSame(plan(RELOAD, DRIFT)))
        .isInstanceOfSatisfying(
            StalePlanException.class, e -> assertThat(e.now()).isEqualTo(plan(RELOAD, DRIFT)))
        .hasMessageContaining("now it would also do: ! Secret orders-router");
    assertThatThrownBy(() -> plan(RELOAD).requireSame(plan()))
        .hasMessageContaining("no need any more for: ~ ConfigMap orders-postgres");
    assertThatThrownBy(() -> plan(RELOAD, SERVICE).requireSame(plan(SERVICE, RELOAD)))
        .hasMessageContaining("another order");
  }

  @Test
  void trees_differ_by_path_and_named_items_by_name() {
    Map<String, Object> before =
        Map.of("same", 1, "list", List.of(1, 2), "c", List.of(Map.of("name", "a", "image", "x")));
    Map<String, Object> after =
        Map.of(
            "same",
            1,
            "list",
            List.of(1, 3),
            "c",
            List.of(Map.of("name", "b", "image", "y"), Map.of("name", "a", "image", "z")),
            "empty",
            Map.of());

    assertThat(FieldChange.between(before, after))
        .containsExactlyInAnyOrder(
            FieldChange.of("list[1]", "2", "3"),
            FieldChange.of("c[a].image", "x", "z"),
            FieldChange.added("c[b].name", "b"),
            FieldChange.added("c[b].image", "y"));
    assertThat(FieldChange.between(before, before)).isEmpty();
  }

  @Test
  void parameters_are_told_by_what_they_take() {
    ParameterChanges changes =
        ParameterChanges.postgres(
            17,
            Map.of("work_mem", "4MB", "max_connections", "200", "max_wal_senders", "10"),
            Map.of("work_mem", "8MB", "max_connections", "100", "max_wal_senders", "20"));

    assertThat(changes.fields()).hasSize(3);
    assertThat(changes.restart()).containsExactly("max_connections", "max_wal_senders");
    assertThat(changes.lowered()).containsExactly("max_connections");
    assertThat(ParameterChanges.postgres(17, Map.of("jit", "on"), Map.of("jit", "off")).restart())
        .isEmpty();
    assertThat(
            ParameterChanges.pgpool(
                    "4.6", Map.of("num_init_children", "4"), Map.of("num_init_children", "8"))
                .restart())
        .containsExactly("num_init_children");
  }
}
