package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pauses and cuts a real standby of a real primary. */
class ReplayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SOON = Duration.ofMillis(300);
  private static final String STANDBY = "node1";

  private static LocalCluster local;

  private final PgCluster cluster = ProvenCluster.described().build();
  private final Connector primary = to(0);
  private final Replay replay = Replay.of(cluster, STANDBY, to(1));
  private final StandbyStream stream = StandbyStream.of(cluster, STANDBY, primary);

  private static Connector to(int node) {
    return ProvenCluster.to(local, node);
  }

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    local = ProvenCluster.start();
    local.sql("SELECT pg_create_physical_replication_slot('node1', true)");
    local.sql(1, "ALTER SYSTEM SET primary_slot_name = 'node1'");
    // Not by a reload, which would end its stream some time later.
    local.restart(1);
    local.sql("SELECT pg_logical_emit_message(true, '', '')");
    ProvenCluster.awaitReplay(local);
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  private Lsn write(String table) throws SQLException {
    local.sql("CREATE TABLE %s AS SELECT 1 AS one".formatted(table));
    return Replay.position(cluster, primary);
  }

  private void assertNotReplayed(Lsn position) {
    assertThatThrownBy(() -> replay.await(position, SOON))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("cluster %s: node1: ".formatted(cluster.name()))
        .hasMessageContaining("up to " + position)
        .hasMessageContaining("it is at " + replay.replayed());
  }

  private String slots() throws SQLException {
    try (Connection connection = local.superuser(0, "postgres");
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT string_agg(slot_name, ' ' ORDER BY slot_name) FROM pg_replication_slots"
                    + " WHERE NOT temporary")) {
      row.next();
      return row.getString(1);
    }
  }

  private Instance seen() {
    return ReplicationReader.read(cluster, primary, List.of(STANDBY)).instances().stream()
        .filter(i -> i.name().equals(STANDBY))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_paused_replay_waits_until_it_is_resumed() throws SQLException {
    replay.await(Replay.position(cluster, primary), PATIENCE);
    replay.pause();
    replay.pause();
    Lsn position = write("paused");

    assertNotReplayed(position);
    replay.resume();
    replay.resume();

    replay.await(position, PATIENCE);
    assertThat(replay.replayed().reaches(position)).isTrue();
  }

  @Test
  void a_cut_stream_loses_nothing() throws SQLException {
    stream.cut();
    stream.cut();
    Lsn position = write("cut");

    assertNotReplayed(position);
    assertThat(seen().state()).isNotEqualTo("streaming");
    assertThat(slots()).isEqualTo("node1_cut");
    // Only the slot keeps what the standby lacks.
    local.sql("SELECT pg_switch_wal()", "CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT");
    stream.restore();
    stream.restore();

    assertThat(seen().state()).isEqualTo("streaming");
    replay.await(position, PATIENCE);
    assertThat(slots()).isEqualTo("node1");
  }

  @Test
  void a_slot_that_was_made_again_ends_the_cut() throws SQLException {
    stream.cut();
    // As a pod does that starts.
    local.sql("SELECT pg_create_physical_replication_slot('node1', true)");
    replay.await(write("made_again"), PATIENCE);

    stream.cut();
    Lsn position = write("cut_again");
    assertNotReplayed(position);
    stream.restore();

    replay.await(position, PATIENCE);
    assertThat(slots()).isEqualTo("node1");
  }

  @Test
  void every_position_is_one_that_a_standby_says_to_have_replayed() throws SQLException {
    // Each message ends elsewhere in its page, now and then at the end of one.
    for (int length = 7900; length < 8300; length += 2) {
      local.sql("SELECT pg_logical_emit_message(true, '', repeat('a', %d))".formatted(length));
      replay.await(Replay.position(cluster, primary), PATIENCE);
    }
  }

  @Test
  void a_primary_is_no_standby() {
    Replay none = Replay.of(cluster, "node0", primary);

    assertThatThrownBy(none::pause).hasMessageContaining("node0: is no standby");
    assertThatThrownBy(none::resume).hasMessageContaining("node0: is no standby");
    assertThatThrownBy(none::replayed).hasMessageContaining("node0: is no standby");
    assertThatThrownBy(() -> none.await(Lsn.NONE, SOON)).hasMessageContaining("is no standby");
    assertThatThrownBy(() -> Replay.position(cluster, to(1)))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("recovery is in progress");
  }

  @Test
  void a_standby_without_a_slot_cannot_be_cut() {
    assertThatThrownBy(() -> StandbyStream.of(cluster, "node2", primary).cut())
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("node2: the primary has no slot node2");
    assertThatThrownBy(() -> StandbyStream.of(cluster, "node'2", primary))
        .isInstanceOf(PgClusterException.class);
  }

  @Test
  void an_interrupt_ends_the_wait() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> replay.await(new Lsn(Long.MAX_VALUE), PATIENCE))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
    assertThatCode(replay::replayed).doesNotThrowAnyException();
  }
}
