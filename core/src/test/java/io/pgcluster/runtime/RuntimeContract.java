package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ConnectionInfo.RoutedBy;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every runtime does with a cluster, however it runs it. */
public abstract class RuntimeContract extends SharedCluster {
  /** Those that end the shared cluster. */
  private static final int LATE = Integer.MAX_VALUE - 10;

  private static final String COUNT = "SELECT count(*) FROM ";

  private void write(String table) throws SQLException {
    LiveSql.run(primary(), "CREATE TABLE %s AS SELECT 1 AS one".formatted(table));
  }

  @Test
  void is_ready_with_the_described_members() {
    ClusterStatus status = cluster().status();

    assertThat(status.cluster()).isEqualTo(NAME);
    assertThat(status.phase()).as(status.toString()).isEqualTo(ClusterStatus.Phase.READY);
    assertThat(status.problems()).isEmpty();
    assertThat(status.members())
        .allSatisfy(member -> assertThat(member.ready()).as(member.toString()).isTrue());
    assertThat(members(Component.PRIMARY)).containsExactly(new ObjectNames(NAME).primaryPod());
    assertThat(members(Component.STANDBY)).containsExactlyInAnyOrderElementsOf(describedStandbys());
  }

  @Test
  void applying_again_changes_nothing() throws Exception {
    write("applied_twice");
    awaitStandbys();
    Map<String, String> before = startTimes();
    List<ProgressEvent> events = new ArrayList<>();

    try (RunningPgCluster again = runtime().apply(spec(), events::add)) {
      again.await(patience(), events::add);
    }

    assertThat(events)
        .extracting(ProgressEvent::state)
        .doesNotContain(State.APPLIED, State.DELETED, State.PROBLEM);
    assertThat(startTimes()).isEqualTo(before).hasSize(3);
    assertThat(LiveSql.value(primary(), COUNT + "applied_twice")).isEqualTo("1");
  }

  @Test
  void another_process_finds_it_and_connects() throws Exception {
    try (RunningPgCluster found = another().find(NAME).orElseThrow()) {
      assertThat(found.spec()).isEqualTo(cluster().spec());
      assertThat(found.status().phase()).isEqualTo(ClusterStatus.Phase.READY);
      assertThat(LiveSql.value(found.connection(Route.PRIMARY, APP), "SELECT current_database()"))
          .isEqualTo(found.spec().defaultDatabase());
      assertThat(found.replication().instances())
          .extracting(Instance::name)
          .containsExactlyElementsOf(
              cluster().replication().instances().stream().map(Instance::name).toList());
    }
    assertThat(another().find("invoices")).isEmpty();
  }

  @Test
  void is_listed() {
    List<ClusterSummary> listed = runtime().list();

    assertThat(listed).extracting(ClusterSummary::name).containsExactly(NAME);
    assertThat(listed.get(0).standbys()).isEqualTo(2);
    assertThat(listed.get(0).postgresVersion()).isEqualTo(spec().postgres().version());
    assertThat(another().list()).isEqualTo(listed);
  }

  @Test
  void could_be_applied_as_it_is() {
    assertThat(runtime().preflight(spec()).problems()).isEmpty();
  }

  @Test
  void is_proven_in_sql() {
    VerifyReport report = cluster().verify();

    assertThat(report.ok()).as(report.render()).isTrue();
  }

  @Test
  void route_primary_writes() throws Exception {
    ConnectionInfo info = primary();

    assertThat(info.routedBy()).isEqualTo(RoutedBy.NOBODY);
    assertThat(info.addresses()).hasSize(1);
    assertThat(instance(info)).isEqualTo(primaryName());
    assertThat(LiveSql.value(info, "SELECT pg_is_in_recovery()")).isEqualTo("f");
    write("by_primary");
    assertThat(LiveSql.value(info, COUNT + "by_primary")).isEqualTo("1");
  }

  @Test
  void route_replica_reads_from_every_standby() throws Exception {
    Set<String> seen = new HashSet<>();
    Until.holds(
        "connections have led to both standbys",
        patience(),
        () -> {
          // One connection each time: of two, both standbys in turn, the second is always the same.
          ConnectionInfo info = cluster().connection(Route.REPLICA, APP);
          try (Connection connection = LiveSql.open(info)) {
            assertThat(LiveSql.value(connection, "SELECT pg_is_in_recovery()")).isEqualTo("t");
            seen.add(instance(connection));
          }
          return seen.size() > 1;
        });

    assertThat(seen).containsExactlyInAnyOrderElementsOf(describedStandbys());
    assertThatThrownBy(
            () ->
                LiveSql.run(cluster().connection(Route.REPLICA, APP), "CREATE TABLE no (one int)"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void route_routed_reads_and_writes() throws Exception {
    ConnectionInfo info = cluster().connection(Route.ROUTED, APP);

    assertThat(info.routedBy()).isNotEqualTo(RoutedBy.NOBODY);
    LiveSql.run(info, "CREATE TABLE by_router AS SELECT 1 AS one");
    awaitStandbys();
    assertThat(LiveSql.value(info, COUNT + "by_router")).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void a_wrong_password_is_refused(Route route) {
    ConnectionInfo right = cluster().connection(route, APP);
    ConnectionInfo wrong =
        new ConnectionInfo(
            route,
            right.addresses(),
            right.routedBy(),
            right.database(),
            right.role(),
            Password.of("not the password of app"));

    // A driver that chooses says no more than that it found no server, and pgpool of some versions
    // no more than that it is an error.
    String state =
        switch (right.routedBy()) {
          case DRIVER -> "28|08";
          case PGPOOL -> "28|XX";
          default -> "28";
        };
    assertThatThrownBy(() -> LiveSql.open(wrong).close())
        .isInstanceOfSatisfying(
            SQLException.class,
            refused -> assertThat(refused.getSQLState()).matches("(" + state + ")..."));
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void an_unknown_role_is_refused(Route route) {
    assertThatThrownBy(() -> cluster().connection(route, "nobody_of_ours"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("nobody_of_ours");
  }

  @Test
  void replication_shows_roles_positions_and_lag() throws Exception {
    awaitStandbys();
    Until.holds(
        "the standbys have told the primary",
        patience(),
        () ->
            cluster().replication().instances().stream().skip(1).allMatch(i -> i.lagBytes() == 0));
    ReplicationStatus status = cluster().replication();

    assertThat(status.cluster()).isEqualTo(NAME);
    assertThat(status.instances())
        .extracting(Instance::role)
        .containsExactly(Component.PRIMARY, Component.STANDBY, Component.STANDBY);
    assertThat(status.instances().get(0).name()).isEqualTo(primaryName());
    assertThat(status.instances())
        .extracting(Instance::state)
        .containsExactly("writes", "streaming", "streaming");
    assertThat(status.instances())
        .allSatisfy(instance -> assertThat(instance.position()).isGreaterThan(Lsn.NONE));
    assertThat(status.toString()).contains(describedStandbys()).contains(primaryName());
  }

  @Test
  @Order(LATE)
  void a_delete_that_keeps_volumes_keeps_data_and_passwords() throws Exception {
    write("kept");
    String password = primary().password().reveal();
    cluster().delete(DeletePolicy.KEEP_VOLUMES);
    assertThat(runtime().find(NAME)).isEmpty();
    assertThat(another().list()).isEmpty();

    cluster().close();
    applyAgain();

    assertThat(LiveSql.value(primary(), COUNT + "kept")).isEqualTo("1");
    // No assertion that would print it.
    assertThat(primary().password().reveal().equals(password)).as("the same password").isTrue();
    assertThat(cluster().verify().ok()).isTrue();
  }

  @Test
  @Order(LATE + 1)
  void a_delete_leaves_nothing() throws Exception {
    write("forgotten");
    Optional<RunningPgCluster> other = another().find(NAME);
    List<ProgressEvent> events = new ArrayList<>();
    cluster().delete(DeletePolicy.DELETE_VOLUMES, events::add);
    assertThat(events).extracting(ProgressEvent::state).contains(State.DELETED);
    assertThat(runtime().find(NAME)).isEmpty();
    assertThat(another().find(NAME)).isEmpty();
    assertThat(runtime().list()).isEmpty();

    deleteAgain(other.orElseThrow());
    cluster().close();
    assertThat(runtime().find(NAME)).isEmpty();

    applyAgain();
    assertThatThrownBy(() -> LiveSql.value(primary(), COUNT + "forgotten"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("forgotten");
  }

  /** Does nothing, or says clearly that there is none. */
  private static void deleteAgain(RunningPgCluster handle) {
    try (handle) {
      handle.delete(DeletePolicy.DELETE_VOLUMES);
    } catch (PgClusterException refused) {
      assertThat(refused).hasMessageContaining(NAME);
    }
  }
}
