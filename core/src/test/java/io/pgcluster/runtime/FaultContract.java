package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ClusterStatus.Member;
import io.pgcluster.runtime.PgFaults.Fault;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The faults of every runtime: what is possible does what {@link PgFaults} says and nothing that
 * was acknowledged is lost; what is not is refused. Each test ends its fault, and finds the names
 * of primary and standbys anew, as a promotion swaps them.
 */
public abstract class FaultContract extends SharedCluster {
  private static final Duration SOON = Duration.ofMillis(400);
  private static final String COUNT = "SELECT count(*) FROM ";

  private PgFaults faults;
  private String primary = "";
  private String standby = "";
  private String other = "";

  @BeforeEach
  void know_the_instances() {
    faults = cluster().faults();
    primary = primaryName();
    List<String> standbys = members(Component.STANDBY);
    assertThat(standbys).hasSize(2);
    standby = standbys.get(0);
    other = standbys.get(1);
    awaitStandbys();
  }

  private boolean can(Fault fault) {
    return faults.possible().contains(fault);
  }

  /** Where a fault is not possible, shows that its call is refused instead. */
  private boolean isRefused(Fault fault, Runnable call) {
    if (can(fault)) {
      return false;
    }
    assertThatThrownBy(call::run)
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("cluster " + NAME)
        .hasMessageContaining("not possible");
    return true;
  }

  private void write(String table) throws SQLException {
    LiveSql.run(primary(), "CREATE TABLE %s AS SELECT 1 AS one".formatted(table));
  }

  private static boolean sees(Connection instance, String table) throws SQLException {
    return LiveSql.value(instance, "SELECT to_regclass('%s') IS NOT NULL".formatted(table))
        .equals("t");
  }

  /** That one standby does not get what is written now, while it answers and the other gets it. */
  private void assertBehind(Connection onStandby, String table) throws Exception {
    write(table);
    Lsn position = faults.position();
    faults.awaitReplay(other, position, patience());
    assertThatThrownBy(() -> faults.awaitReplay(standby, position, SOON))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining(standby)
        .hasMessageContaining(position.toString());
    assertThat(faults.replayed(standby)).isLessThan(position);
    assertThat(sees(onStandby, table)).isFalse();
  }

  private void assertCaughtUp(String table) throws Exception {
    faults.awaitReplay(standby, faults.position(), patience());
    try (Connection connection = onStandby(standby)) {
      assertThat(sees(connection, table)).isTrue();
    }
  }

  @Test
  void a_standby_that_does_not_replay_falls_behind_until_it_is_resumed() throws Exception {
    if (isRefused(Fault.PAUSE_REPLAY, () -> faults.pauseReplay(standby))) {
      return;
    }
    try (Connection connection = onStandby(standby)) {
      faults.pauseReplay(standby);
      faults.pauseReplay(standby);
      assertBehind(connection, "while_paused");
    } finally {
      faults.resumeReplay(standby);
      faults.resumeReplay(standby);
    }
    assertCaughtUp("while_paused");
  }

  @Test
  void a_standby_that_is_cut_off_falls_behind_until_it_is_reconnected() throws Exception {
    if (isRefused(Fault.CUT_OFF, () -> faults.cutOff(standby))) {
      return;
    }
    try (Connection connection = onStandby(standby)) {
      faults.cutOff(standby);
      faults.cutOff(standby);
      assertBehind(connection, "while_cut_off");
      assertThat(state(standby)).isNotEqualTo("streaming");
      assertThat(state(other)).isEqualTo("streaming");
    } finally {
      faults.reconnect(standby);
      faults.reconnect(standby);
    }
    assertThat(state(standby)).isEqualTo("streaming");
    assertCaughtUp("while_cut_off");
  }

  private String state(String instance) {
    return cluster().replication().instances().stream()
        .filter(i -> i.name().equals(instance))
        .map(Instance::state)
        .findFirst()
        .orElse("unknown");
  }

  @Test
  void a_standby_is_held_at_a_position_until_it_is_resumed() throws Exception {
    if (isRefused(Fault.HOLD_REPLAY, () -> faults.holdReplayAt(standby, faults.position()))) {
      return;
    }
    write("before_the_hold");
    Lsn held = faults.position();
    faults.awaitReplay(standby, held, patience());
    try {
      faults.holdReplayAt(standby, held);
      try (Connection connection = onStandby(standby)) {
        assertThat(sees(connection, "before_the_hold")).isTrue();
        assertBehind(connection, "after_the_hold");
      }
    } finally {
      faults.resumeReplay(standby);
    }
    assertCaughtUp("after_the_hold");
  }

  @Test
  void a_standby_that_is_killed_comes_back_and_catches_up() throws Exception {
    if (isRefused(Fault.KILL, () -> faults.kill(standby))) {
      return;
    }
    assertSurvives(standby, "standby_killed", () -> kill(standby));
  }

  @Test
  void a_primary_that_is_killed_comes_back_with_all_that_was_acknowledged() throws Exception {
    if (isRefused(Fault.KILL, () -> faults.kill(primary))) {
      return;
    }
    assertSurvives(primary, "primary_killed", () -> kill(primary));
  }

  /** Where something watches over instances they come back by themselves. */
  private void kill(String instance) throws Exception {
    faults.kill(instance);
    if (can(Fault.STOP)) {
      assertThat(isReady(instance)).isFalse();
      faults.kill(instance);
      faults.start(instance);
    }
  }

  @Test
  void a_standby_is_restarted() throws Exception {
    if (isRefused(Fault.RESTART, () -> faults.restart(standby))) {
      return;
    }
    assertSurvives(standby, "standby_restarted", () -> faults.restart(standby));
  }

  @Test
  void a_primary_is_restarted() throws Exception {
    if (isRefused(Fault.RESTART, () -> faults.restart(primary))) {
      return;
    }
    assertSurvives(primary, "primary_restarted", () -> faults.restart(primary));
  }

  @Test
  void a_standby_stays_down_until_it_is_started() throws Exception {
    if (isRefused(Fault.STOP, () -> faults.stop(standby))) {
      assertThat(isRefused(Fault.STOP, () -> faults.start(standby))).isTrue();
      return;
    }
    assertSurvives(standby, "standby_stopped", () -> stopAndStart(standby));
  }

  @Test
  void a_primary_stays_down_until_it_is_started() throws Exception {
    if (isRefused(Fault.STOP, () -> faults.stop(primary))) {
      return;
    }
    assertSurvives(primary, "primary_stopped", () -> stopAndStart(primary));
  }

  private void stopAndStart(String instance) throws Exception {
    faults.stop(instance);
    faults.stop(instance);
    assertThat(isReady(instance)).isFalse();
    assertThat(cluster().status().phase()).isNotEqualTo(ClusterStatus.Phase.READY);
    if (instance.equals(primary)) {
      assertThatThrownBy(() -> LiveSql.open(primary()).close())
          .isInstanceOfAny(SQLException.class, PgClusterException.class);
    }
    faults.start(instance);
    faults.start(instance);
  }

  private boolean isReady(String instance) {
    return cluster().status().members().stream()
        .anyMatch(member -> member.name().equals(instance) && member.ready());
  }

  /** Something that happens to an instance. */
  @FunctionalInterface
  private interface Mishap {
    void happen() throws Exception;
  }

  /** While rows are written: afterwards it is another process, and none of them is lost. */
  private void assertSurvives(String instance, String table, Mishap mishap) throws Exception {
    String before = startTimes().get(instance);
    try (AcknowledgedRows rows = AcknowledgedRows.start(cluster(), patience(), table)) {
      mishap.happen();
      cluster().await(patience());
      rows.awaitMore();
      rows.assertNothingIsLost();
      awaitStandbys();
      try (Connection connection = onStandby(standby)) {
        rows.assertNothingIsLost(connection);
      }
    }
    assertThat(startTimes().get(instance)).isNotNull().isNotEqualTo(before);
    assertThat(cluster().status().members()).extracting(Member::ready).doesNotContain(false);
  }

  @Test
  void a_full_disk_refuses_writes_and_loses_nothing() throws Exception {
    if (isRefused(Fault.FILL_DISK, () -> faults.fillDisk(primary))) {
      assertThat(isRefused(Fault.FILL_DISK, () -> faults.freeDisk(primary))).isTrue();
      return;
    }
    LiveSql.run(primary(), "CREATE TABLE filling (id int PRIMARY KEY, bytes bytea)");
    int written = 0;
    try {
      faults.fillDisk(primary);
      faults.fillDisk(primary);
      written = writeUntilRefused();
    } finally {
      faults.freeDisk(primary);
      faults.freeDisk(primary);
    }
    cluster().await(patience());

    int acknowledged = written;
    Until.holds(
        "it takes writes again",
        patience(),
        () -> {
          try {
            LiveSql.run(primary(), "INSERT INTO filling VALUES (0, '') ON CONFLICT DO NOTHING");
            return true;
          } catch (SQLException stillRecovering) {
            return false;
          }
        });
    assertThat(LiveSql.value(primary(), COUNT + "filling WHERE id BETWEEN 1 AND " + acknowledged))
        .isEqualTo(Integer.toString(acknowledged));
    awaitStandbys();
  }

  private int writeUntilRefused() throws SQLException {
    long deadline = System.nanoTime() + patience().toNanos();
    int row = 0;
    try (Connection connection = LiveSql.open(primary());
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO filling SELECT ?, decode(string_agg(md5(i::text || random()), ''),"
                    + " 'hex') FROM generate_series(1, 65536) AS i")) {
      while (System.nanoTime() - deadline < 0) {
        insert.setInt(1, row + 1);
        insert.executeUpdate();
        row++;
      }
    } catch (SQLException full) {
      return row;
    }
    throw new AssertionError("%d MB were written to a full disk".formatted(row));
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void a_standby_is_promoted_and_the_old_primary_follows_it() throws Exception {
    if (isRefused(Fault.PROMOTE, () -> faults.promote(standby))) {
      return;
    }
    write("before_the_promotion");

    faults.promote(standby);

    assertThat(primaryName()).isEqualTo(standby);
    assertThat(instance(primary())).isEqualTo(standby);
    LiveSql.run(
        cluster().connection(Route.ROUTED, APP),
        "CREATE TABLE routed AS SELECT current_setting('cluster_name') AS wrote");
    assertThat(LiveSql.value(primary(), "SELECT wrote FROM routed")).isEqualTo(standby);
    assertThat(LiveSql.value(primary(), COUNT + "before_the_promotion")).isEqualTo("1");
    write("after_the_promotion");
    faults.awaitReplay(other, faults.position(), patience());

    faults.start(primary);
    cluster().await(patience());

    assertThat(members(Component.STANDBY)).containsExactlyInAnyOrder(primary, other);
    awaitStandbys();
    try (Connection old = onStandby(primary)) {
      assertThat(sees(old, "before_the_promotion")).isTrue();
      assertThat(sees(old, "after_the_promotion")).isTrue();
    }
    try (RunningPgCluster found = another().find(NAME).orElseThrow()) {
      assertThat(instance(found.connection(Route.PRIMARY, APP))).isEqualTo(standby);
    }
    assertThat(cluster().verify().ok()).isTrue();
  }

  static Stream<Consumer<PgFaults>> of_no_instance() {
    String nobody = "orders-replica-7";
    return Stream.of(
        faults -> faults.stop(nobody),
        faults -> faults.start(nobody),
        faults -> faults.restart(nobody),
        faults -> faults.kill(nobody),
        faults -> faults.promote(nobody),
        faults -> faults.cutOff(nobody),
        faults -> faults.reconnect(nobody),
        faults -> faults.pauseReplay(nobody),
        faults -> faults.resumeReplay(nobody),
        faults -> faults.holdReplayAt(nobody, Lsn.NONE),
        faults -> faults.fillDisk(nobody),
        faults -> faults.freeDisk(nobody),
        faults -> faults.replayed(nobody),
        faults -> faults.awaitReplay(nobody, Lsn.NONE, SOON));
  }

  @ParameterizedTest
  @MethodSource("of_no_instance")
  void a_name_of_no_instance_is_refused(Consumer<PgFaults> call) {
    assertThatThrownBy(() -> call.accept(faults))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining(NAME)
        .hasMessageContaining("orders-replica-7");
  }

  @Test
  void the_primary_replays_nothing_and_says_so() {
    assertThatThrownBy(() -> faults.replayed(primary))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining(primary);
  }

  @Test
  void positions_grow_with_what_is_committed() throws Exception {
    Lsn before = faults.position();
    write("one_more");
    Lsn after = faults.position();

    assertThat(after).isGreaterThan(before);
    faults.awaitReplay(standby, after, patience());
    assertThat(faults.replayed(standby).reaches(after)).isTrue();
    try (Connection connection = onStandby(standby)) {
      assertThat(sees(connection, "one_more")).isTrue();
    }
  }
}
