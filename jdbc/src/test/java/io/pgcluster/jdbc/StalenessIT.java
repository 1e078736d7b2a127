package io.pgcluster.jdbc;

import static io.pgcluster.jdbc.RoutedCluster.PRIMARY;
import static io.pgcluster.jdbc.RoutedCluster.STANDBYS;
import static io.pgcluster.jdbc.RoutedCluster.run;
import static io.pgcluster.jdbc.RoutedCluster.server;
import static io.pgcluster.jdbc.RoutedCluster.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.runtime.Lsn;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How old a standby's answers may be: standbys that do not replay, and who answers then. */
class StalenessIT {
  private static final Duration LONG = Duration.ofSeconds(20);

  private static final long PAGE = 8192;

  private static RoutedCluster cluster;

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    cluster = RoutedCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @AfterEach
  void resume() throws SQLException {
    cluster.resume(1);
    cluster.resume(2);
    cluster.lead(0, 1, 2);
    cluster.awaitReplay();
  }

  private static Connection reader(RoutingDataSource source) throws SQLException {
    Connection connection = source.getConnection();
    connection.setReadOnly(true);
    return connection;
  }

  private static void write(RoutingDataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      run(connection, "INSERT INTO note SELECT coalesce(max(id), 0) + 1, 'new' FROM note");
    }
  }

  private static String count(Connection connection) throws SQLException {
    return text(connection, "SELECT count(*) FROM note");
  }

  @Test
  void reads_what_a_paused_standby_has_when_nothing_is_asked() throws SQLException {
    cluster.pause(1);
    cluster.lead(0, 1);
    RoutingDataSource source = cluster.dataSource();
    write(source);
    try (Connection connection = reader(source)) {
      assertThat(server(connection)).isEqualTo("node1");
      assertThat(count(connection)).isNotEqualTo(cluster.text(0, "SELECT count(*) FROM note"));
    }
  }

  @Test
  void reads_ones_writes_from_the_primary_when_the_standbys_are_behind() throws SQLException {
    cluster.pause(1);
    cluster.pause(2);
    RoutingDataSource source = cluster.dataSource().readYourWrites();
    try (Connection connection = reader(source)) {
      assertThat(server(connection)).as("nothing was written").isIn(STANDBYS);
      write(source);
      assertThat(server(connection)).isEqualTo(PRIMARY);
      assertThat(count(connection)).isEqualTo(cluster.text(0, "SELECT count(*) FROM note"));
      cluster.resume(1);
      cluster.resume(2);
      cluster.awaitReplay();
      assertThat(server(connection)).isIn(STANDBYS);
    }
  }

  @Test
  void looks_in_each_transaction_without_auto_commit() throws SQLException {
    RoutingDataSource source = cluster.dataSource().readYourWrites();
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO note SELECT coalesce(max(id), 0) + 1, 'new' FROM note");
      cluster.pause(1);
      cluster.pause(2);
      connection.commit();
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      assertThat(server(connection)).isEqualTo(PRIMARY);
      assertThat(text(connection, "SHOW transaction_read_only")).isEqualTo("on");
      cluster.resume(1);
      cluster.resume(2);
      cluster.awaitReplay();
      assertThat(server(connection)).as("in the same transaction").isEqualTo(PRIMARY);
      connection.commit();
      assertThat(server(connection)).isIn(STANDBYS);
      assertThat(count(connection)).isEqualTo(cluster.text(0, "SELECT count(*) FROM note"));
    }
  }

  @Test
  void finds_the_standby_that_is_not_behind() throws SQLException {
    cluster.pause(1);
    RoutingDataSource source = cluster.dataSource().readYourWrites().waitingAtMost(LONG);
    write(source);
    cluster.awaitReplay(2);
    for (int i = 0; i < 3; i++) {
      try (Connection connection = reader(source)) {
        assertThat(server(connection)).isEqualTo("node2");
      }
    }
  }

  @Test
  void leaves_a_standby_that_stays_behind_without_waiting_for_it() throws SQLException {
    cluster.lead(0, 1);
    RoutingDataSource source = cluster.dataSource().readYourWrites();
    try (Connection connection = reader(source)) {
      assertThat(server(connection)).isEqualTo("node1");
      cluster.pause(1);
      cluster.lead(0, 2);
      write(source);
      cluster.awaitReplay(2);
      assertThat(server(connection)).isEqualTo(PRIMARY);
      RoutedCluster.await(() -> server(connection).equals("node2"));
    }
  }

  @Test
  void waits_until_replay_resumes() throws SQLException {
    cluster.pause(1);
    cluster.pause(2);
    RoutingDataSource source = cluster.dataSource();
    write(source);
    Lsn position = source.position();
    RoutingDataSource waiting = source.replayed(position).waitingAtMost(LONG).withoutFallback();
    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try (Connection connection = reader(waiting)) {
                return server(connection);
              } catch (SQLException e) {
                throw new CompletionException(e);
              }
            });
    // It has exchanged a standby, so it is waiting.
    RoutedCluster.await(() -> !cluster.text(1, sessions()).equals("0") && !answer.isDone());
    cluster.resume(1);
    cluster.resume(2);

    assertThat(answer.join()).isIn(STANDBYS);
  }

  private static String sessions() {
    return "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
        + " AND pid <> pg_backend_pid()";
  }

  @Test
  void fails_when_the_wait_is_over_and_the_primary_must_not_answer() throws SQLException {
    cluster.pause(1);
    cluster.pause(2);
    RoutingDataSource source = cluster.dataSource().readYourWrites();
    write(source);
    try (Connection connection =
        reader(source.waitingAtMost(Duration.ofMillis(30)).withoutFallback())) {
      assertThatThrownBy(() -> server(connection))
          .isInstanceOf(SQLTransientException.class)
          .hasMessageContaining("no standby has replayed " + source.position())
          .hasMessageContaining("within 30 ms");
    }
    try (Connection connection = reader(source.waitingAtMost(Duration.ofMillis(30)))) {
      assertThat(server(connection)).isEqualTo(PRIMARY);
    }
  }

  @Test
  void ends_a_wait_by_an_interrupt() throws SQLException {
    cluster.pause(1);
    cluster.pause(2);
    RoutingDataSource source = cluster.dataSource().readYourWrites().waitingAtMost(LONG);
    write(source);
    AtomicBoolean flag = new AtomicBoolean();
    CompletableFuture<String> state = new CompletableFuture<>();
    Thread reading =
        new Thread(
            () -> {
              try (Connection connection = reader(source)) {
                state.complete(server(connection));
              } catch (SQLException e) {
                flag.set(Thread.currentThread().isInterrupted());
                state.complete(e.getSQLState());
              }
            });
    reading.start();
    RoutedCluster.await(() -> reading.getState() == Thread.State.TIMED_WAITING);
    reading.interrupt();

    assertThat(state.join()).isEqualTo("57014");
    assertThat(flag).isTrue();
  }

  /** Else a standby would be behind until the next record, which may take a while to come. */
  @Test
  void knows_the_end_of_a_record_that_fills_its_page() throws SQLException {
    try (Connection primary = cluster.local.superuser(0, "postgres")) {
      Lsn end = Lsn.NONE;
      Lsn next = Lsn.NONE;
      for (int i = 0; i < 100 && end.equals(next); i++) {
        long before = inserted(primary).value();
        emit(primary, 512);
        long around = inserted(primary).value() - before - 512;
        long room = PAGE - inserted(primary).value() % PAGE;
        emit(primary, room > around + 512 ? room - around : room);
        next = inserted(primary);
        end = WalPosition.written(primary);
      }
      assertThat(next.value() - end.value()).isIn(24L, 40L);
      assertThat(end.value() % PAGE).isZero();
    }
    cluster.awaitReplay();
  }

  private static void emit(Connection primary, long bytes) throws SQLException {
    run(primary, "SELECT pg_logical_emit_message(false, '', repeat('x', %d))".formatted(bytes));
  }

  private static Lsn inserted(Connection primary) throws SQLException {
    return Lsn.parse(text(primary, "SELECT pg_current_wal_insert_lsn()"));
  }
}
