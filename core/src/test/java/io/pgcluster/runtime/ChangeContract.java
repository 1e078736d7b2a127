package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How every runtime changes a cluster that runs: planned, allowed, done, proven. */
public abstract class ChangeContract extends SharedCluster {
  private static final String WORK_MEM = "SHOW work_mem";
  private static final String SLOTS = "SELECT count(*) FROM pg_replication_slots";

  private PgCluster changed(UnaryOperator<PgClusterBuilder> change) {
    return change.apply(spec().toBuilder()).build();
  }

  /** Does what takes to get there, whatever it is; what is there then is as planned. */
  private void become(PgCluster desired) {
    Plan plan = runtime().plan(desired);
    try (RunningPgCluster running = runtime().apply(plan, Impact.PRIMARY_RESTART)) {
      running.await(patience());
    }
    assertThat(runtime().plan(desired).render()).contains("nothing to change");
  }

  @AfterEach
  void become_as_it_was() {
    become(spec());
  }

  /** Of every instance, by name. */
  private Map<String, String> everywhere(String query) throws Exception {
    Map<String, String> values = new TreeMap<>();
    values.put(instance(primary()), LiveSql.value(primary(), query));
    for (String standby : members(Component.STANDBY)) {
      try (Connection connection = onStandby(standby)) {
        values.put(standby, LiveSql.value(connection, query));
      }
    }
    return values;
  }

  private void proven(PgCluster desired) {
    try (RunningPgCluster now = another().find(NAME).orElseThrow()) {
      assertThat(now.spec().standbys().count()).isEqualTo(desired.standbys().count());
      VerifyReport report = now.verify();
      assertThat(report.ok()).as(report.render()).isTrue();
    }
  }

  @Test
  void a_plan_of_what_was_applied_is_empty() {
    assertThat(runtime().plan(spec()).render()).contains("nothing to change");
    assertThat(another().plan(spec()).isEmpty()).isTrue();
  }

  @Test
  void a_plan_changes_nothing() throws Exception {
    Map<String, String> before = startTimes();

    Plan plan = runtime().plan(changed(b -> b.parameter("max_connections", "300").standbys(3)));

    assertThat(plan.impact()).isEqualTo(Impact.PRIMARY_RESTART);
    assertThat(startTimes()).isEqualTo(before);
    assertThat(runtime().plan(spec()).isEmpty()).isTrue();
  }

  @Test
  void a_parameter_that_a_reload_takes_up_is_in_force_everywhere_and_nothing_restarts()
      throws Exception {
    Map<String, String> before = startTimes();
    PgCluster desired = changed(b -> b.parameter("work_mem", "8MB"));
    Plan plan = runtime().plan(desired);
    assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.RELOAD);
    assertThat(plan.render()).contains("work_mem: 8MB");

    List<ProgressEvent> events = new ArrayList<>();
    runtime().apply(plan, Impact.RELOAD, events::add).close();

    assertThat(everywhere(WORK_MEM))
        .hasSize(3)
        .allSatisfy((i, v) -> assertThat(v).isEqualTo("8MB"));
    assertThat(startTimes()).isEqualTo(before);
    assertThat(events).extracting(ProgressEvent::state).contains(State.APPLIED);
    proven(desired);
  }

  @Test
  void what_stops_writes_is_refused_unless_it_is_allowed() throws Exception {
    Map<String, String> before = startTimes();
    PgCluster desired = changed(b -> b.parameter("max_connections", "300"));
    Plan plan = runtime().plan(desired);
    assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.PRIMARY_RESTART);

    assertThatThrownBy(() -> runtime().apply(plan, Impact.STANDBY_RESTART))
        .isInstanceOf(PlanRefusedException.class)
        .hasMessageContaining("Impact.PRIMARY_RESTART");
    assertThatThrownBy(() -> runtime().apply(desired)).isInstanceOf(PlanRefusedException.class);
    assertThat(startTimes()).isEqualTo(before);
    assertThat(runtime().plan(spec()).isEmpty()).isTrue();
  }

  @Test
  void what_standbys_need_is_raised_and_lowered_in_the_right_order() throws Exception {
    PgCluster raised = changed(b -> b.parameter("max_connections", "300"));
    become(raised);
    assertThat(everywhere("SHOW max_connections").values()).hasSize(3).containsOnly("300");
    proven(raised);

    PgCluster lowered = changed(b -> b.parameter("max_connections", "200"));
    become(lowered);
    assertThat(everywhere("SHOW max_connections").values()).hasSize(3).containsOnly("200");
    proven(lowered);
  }

  @Test
  void what_standbys_need_is_not_raised_and_lowered_at_once() throws Exception {
    PgCluster more = changed(b -> b.parameter("max_locks_per_transaction", "80"));
    become(more);
    PgCluster mixed = changed(b -> b.parameter("max_connections", "300"));

    Plan plan = runtime().plan(mixed);

    assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.IMPOSSIBLE);
    assertThat(plan.render())
        .contains("max_connections is raised while max_locks_per_transaction is lowered")
        .contains("apply the higher values first");
    assertThatThrownBy(() -> runtime().apply(plan, Impact.DATA_LOSS))
        .isInstanceOf(PlanRefusedException.class);
    become(more.toBuilder().parameter("max_connections", "300").build());
    become(mixed);
    proven(mixed);
  }

  @Test
  void a_plan_that_is_stale_is_refused() throws Exception {
    Plan stale = runtime().plan(changed(b -> b.parameter("work_mem", "16MB")));
    become(changed(b -> b.parameter("work_mem", "32MB")));

    assertThatThrownBy(() -> runtime().apply(stale, Impact.PRIMARY_RESTART))
        .isInstanceOf(StalePlanException.class);

    assertThat(LiveSql.value(primary(), WORK_MEM)).isEqualTo("32MB");
  }

  @Test
  void scales_up_and_down() throws Exception {
    LiveSql.run(primary(), "CREATE TABLE scaled AS SELECT 1 AS one");
    PgCluster three = changed(b -> b.standbys(3));
    Plan plan = runtime().plan(three);
    assertThat(plan.impact()).as(plan.render()).isLessThanOrEqualTo(Impact.STANDBY_RESTART);
    become(three);
    assertThat(members(Component.STANDBY)).hasSize(3);
    proven(three);

    PgCluster one = changed(b -> b.standbys(1));
    become(one);
    assertThat(members(Component.STANDBY)).hasSize(1);
    assertThat(LiveSql.value(superuser(), SLOTS)).isEqualTo("1");
    assertThat(LiveSql.value(primary(), "SELECT count(*) FROM scaled")).isEqualTo("1");
    proven(one);
  }

  @Test
  void scales_and_restarts_by_one_call() throws Exception {
    try (RunningPgCluster scaled = cluster().scale(1)) {
      assertThat(scaled.spec().standbys().count()).isEqualTo(1);
      assertThat(scaled.verify().ok()).isTrue();
    }
    Map<String, String> before = startTimes();
    try (RunningPgCluster restarted = cluster().restart()) {
      assertThat(restarted.verify().ok()).isTrue();
    }
    assertThat(startTimes().values()).hasSize(2).doesNotContainAnyElementsOf(before.values());
  }

  private ConnectionInfo superuser() {
    return cluster().connection(Route.PRIMARY, SUPERUSER);
  }

  @Test
  void roles_databases_and_extensions_are_made() throws Exception {
    PgCluster desired =
        changed(
            b ->
                b.role(Role.group("readers"))
                    .role(
                        Role.named("clerk")
                            .withPassword(Password.of("a-clerk-s-own-password"))
                            .with(RoleAttribute.CREATEDB)
                            .memberOf("readers"))
                    .database(Database.owned("bills", "clerk").withExtensions("hstore")));
    Plan plan = runtime().plan(desired);
    assertThat(plan.impact()).as(plan.render()).isLessThanOrEqualTo(Impact.STANDBY_RESTART);
    assertThat(plan.render()).contains("+ Role clerk", "+ Database bills");
    assertThat(plan.render()).doesNotContain("a-clerk-s-own-password", "SCRAM");

    runtime().apply(plan, Impact.STANDBY_RESTART).close();

    assertThat(runtime().plan(desired).render()).contains("nothing to change");
    try (RunningPgCluster now = another().find(NAME).orElseThrow()) {
      ConnectionInfo clerk = now.connection(Route.PRIMARY, "clerk", "bills");
      assertThat(LiveSql.value(clerk, "SELECT 'a=>1'::hstore -> 'a'")).isEqualTo("1");
    }
    proven(desired);
  }
}
