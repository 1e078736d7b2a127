package io.pgcluster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A standby's script with real programs, each test with a standby of its own. */
class StandbyScriptIT {
  private static final String STREAMING =
      "SELECT count(*) FROM pg_stat_replication JOIN pg_replication_slots ON active_pid = pid"
          + " WHERE state = 'streaming' AND application_name = 'orders-replica-%1$d'"
          + " AND slot_name = 'orders_replica_%1$d'";

  private static LocalPods pods;
  private static LocalPod primary;

  @BeforeAll
  static void start() throws Exception {
    pods =
        LocalPods.of(
            b ->
                b.standbys(9)
                    .router(r -> r.pods(0))
                    .parameter("max_slot_wal_keep_size", "16MB")
                    .parameter("min_wal_size", "32MB")
                    .parameter("wal_keep_size", "0"));
    primary = pods.primary().start().awaitReady();
  }

  @AfterAll
  static void stop() throws IOException {
    if (pods != null) {
      pods.close();
    }
  }

  private static LocalPod following(int ordinal) throws Exception {
    LocalPod standby = pods.standby(ordinal).start().awaitReady();
    awaitStreaming(ordinal);
    return standby;
  }

  private static void awaitStreaming(int ordinal) throws Exception {
    primary.awaitAnswer(STREAMING.formatted(ordinal), "1");
  }

  /** Writes on the primary and reads it here. */
  private static void assertFollows(LocalPod standby) throws Exception {
    primary.psql("app", "DROP TABLE IF EXISTS t");
    primary.psql("app", "CREATE TABLE t AS SELECT 1");
    String lsn = primary.psql("app", "SELECT pg_current_wal_lsn()");
    standby.awaitAnswer("SELECT pg_last_wal_replay_lsn() >= '%s'".formatted(lsn), "t");
    assertThat(standby.psql("app", "SELECT count(*) FROM t")).isEqualTo("1");
    assertThat(standby.psql("app", "SELECT pg_is_in_recovery()")).isEqualTo("t");
  }

  @Test
  void a_standby_clones_and_streams_by_its_own_slot() throws Exception {
    LocalPod standby = pods.standby(0);
    // A file system of its own has this folder.
    Files.createDirectory(standby.data().resolve("lost+found"));
    standby.start().awaitReady();

    awaitStreaming(0);
    assertFollows(standby);
    assertThat(standby.psql("postgres", "SHOW cluster_name")).isEqualTo("orders-replica-0");
    assertThat(standby.log()).doesNotContain("not-a-secret");

    assertThat(standby.delete()).isZero();
    standby.start().awaitReady();
    awaitStreaming(0);
    assertThat(standby.log()).containsOnlyOnce("cloning the primary");
  }

  @Test
  void killed_at_each_step_it_follows_in_the_end() throws Exception {
    LocalPod standby = pods.standby(1);
    List<String> steps = pods.tripwire().killAtEachStep(standby);

    assertThat(steps)
        .extracting(s -> s.split(" ")[0])
        .contains("rm", "psql", "pg_basebackup", "initdb", "mv", "sync");
    awaitStreaming(1);
    assertFollows(standby);
  }

  @Test
  void killed_in_the_middle_of_the_clone_it_follows_in_the_end() throws Exception {
    LocalPod standby = pods.standby(2);
    for (String copied : List.of("backup_label", "base", "global")) {
      standby.start();
      assertThat(standby.await(() -> Files.exists(standby.unfinished().resolve(copied)))).isTrue();
      standby.kill();
    }
    standby.start().awaitReady();

    awaitStreaming(2);
    assertFollows(standby);
  }

  @Test
  void a_clone_ends_at_once_when_told() throws Exception {
    LocalPod standby = pods.standby(3);
    pods.tripwire().option("pg_basebackup", "--max-rate=32k");
    try {
      standby.start();
      standby.await(() -> Files.exists(standby.unfinished().resolve("base")));
      long begin = System.nanoTime();

      assertThat(standby.signal("TERM")).isEqualTo(143);
      assertThat(System.nanoTime() - begin).isLessThan(5_000_000_000L);
      assertThat(standby.pgdata()).doesNotExist();
    } finally {
      pods.tripwire().option("pg_basebackup", "");
    }
  }

  @Test
  void a_standby_waits_for_its_primary_and_ends_at_once_when_told() throws Exception {
    try (LocalPods others = LocalPods.of(b -> b.router(r -> r.pods(0)))) {
      LocalPod alone = others.standby(0).start();
      alone.await(() -> alone.log().contains("cloning the primary"));

      assertThat(alone.signal("TERM")).isEqualTo(143);
    }
  }

  @Test
  void a_standby_with_data_serves_while_its_primary_is_away() throws Exception {
    try (LocalPods others = LocalPods.of(b -> b.router(r -> r.pods(0)))) {
      LocalPod first = others.primary().start().awaitReady();
      LocalPod standby = others.standby(0).start().awaitReady();
      first.awaitAnswer(STREAMING.formatted(0), "1");
      first.delete();
      standby.delete();

      standby.start().awaitReady();
      assertThat(standby.psql("app", "SELECT pg_is_in_recovery()")).isEqualTo("t");

      first.start().awaitReady();
      first.awaitAnswer(STREAMING.formatted(0), "1");
    }
  }

  @Test
  void a_standby_whose_slot_is_lost_clones_again_even_when_killed_at_each_step() throws Exception {
    LocalPod standby = following(5);
    standby.delete();
    loseSlot(5);

    List<String> steps = pods.tripwire().killAtEachStep(standby);

    assertThat(steps).extracting(s -> s.split(" ")[0]).contains("rm", "mv", "pg_basebackup");
    assertThat(standby.log()).contains("cloning again");
    awaitStreaming(5);
    assertFollows(standby);
  }

  @Test
  void a_standby_that_was_scaled_away_clones_again() throws Exception {
    LocalPod standby = following(9);
    standby.delete();
    primary.awaitAnswer(
        "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'orders_replica_9' AND NOT active",
        "1");
    primary.psql("app", "SELECT pg_drop_replication_slot('orders_replica_9')");

    standby.start().awaitReady();
    assertThat(standby.log()).contains("its slot is gone): cloning again");
    awaitStreaming(9);
    assertFollows(standby);
  }

  @Test
  void a_clone_whose_slot_is_lost_takes_a_new_one() throws Exception {
    LocalPod standby = pods.standby(6);
    pods.tripwire().option("pg_basebackup", "--max-rate=32k");
    standby.start();
    standby.await(() -> Files.exists(standby.unfinished().resolve("base")));
    standby.kill();
    pods.tripwire().option("pg_basebackup", "");
    loseSlot(6);

    standby.start().awaitReady();
    awaitStreaming(6);
    assertFollows(standby);
  }

  private static void loseSlot(int ordinal) throws Exception {
    String status =
        "SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'orders_replica_%d'"
            .formatted(ordinal);
    primary.await(
        () -> {
          primary.psql("app", "SELECT pg_logical_emit_message(false, '', 'x'), pg_switch_wal()");
          primary.psql("app", "CHECKPOINT");
          return primary.psql("app", status).equals("lost");
        });
    assertThat(primary.psql("app", status)).isEqualTo("lost");
  }

  @Test
  void a_copy_of_another_system_is_refused_and_left_alone() throws Exception {
    LocalPod standby = following(7);
    standby.delete();
    Path system = standby.pgdata().resolve("pgcluster.system");
    String real = Files.readString(system);
    Files.writeString(system, "1234567890\n");
    List<String> before = contents(standby.data());

    assertThat(standby.start().awaitEnd()).isEqualTo(1);

    assertThat(standby.log())
        .contains(
            "the volume holds a copy of system 1234567890, but the primary is system "
                + real.strip())
        .contains("nothing is changed");
    assertThat(contents(standby.data())).isEqualTo(before);
  }

  @Test
  void data_that_no_standby_cloned_are_refused_and_left_alone() throws Exception {
    LocalPod standby = following(8);
    standby.delete();
    Files.delete(standby.pgdata().resolve("pgcluster.system"));
    List<String> before = contents(standby.data());

    assertThat(standby.start().awaitEnd()).isEqualTo(1);

    assertThat(standby.log()).contains("the volume holds data that no standby cloned");
    assertThat(contents(standby.data())).isEqualTo(before);
  }

  private static List<String> contents(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(Files::isRegularFile).map(StandbyScriptIT::described).sorted().toList();
    }
  }

  private static String described(Path file) {
    try {
      return file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
