package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failures at moments that a real server cannot be made to fail at. */
class RoutingFaultsTest {
  private static final SQLException BROKEN = new SQLException("hung up", "08006");

  private final Staleness staleness = Staleness.ANY.ownWrites();
  private final Written written = staleness.own().orElseThrow();
  private final Connection primary = mock(Connection.class);
  private final Connection standby = mock(Connection.class);
  private final Statement asked = mock(Statement.class);
  private final Opener opener = mock(Opener.class);
  private final Connection connection =
      RoutedConnection.of(new Servers(opener, Duration.ofSeconds(1), staleness), "mocked");

  @BeforeEach
  void answer() throws SQLException {
    when(opener.open(Route.PRIMARY, Duration.ofSeconds(1))).thenReturn(primary);
    when(opener.open(Route.REPLICA, Duration.ofSeconds(1))).thenReturn(standby);
    for (Connection server : new Connection[] {primary, standby}) {
      remembersAutoCommit(server);
      when(server.createStatement()).thenReturn(asked);
    }
    ResultSet position = mock(ResultSet.class);
    when(position.getString(1)).thenReturn("1/0");
    when(position.getString(2)).thenReturn("1/0");
    when(position.getBoolean(1)).thenReturn(true);
    when(position.getLong(2)).thenReturn(8192L);
    when(position.getLong(3)).thenReturn(16L << 20);
    when(asked.executeQuery(anyString())).thenReturn(position);
  }

  private static void remembersAutoCommit(Connection server) throws SQLException {
    AtomicBoolean on = new AtomicBoolean(true);
    when(server.getAutoCommit()).thenAnswer(call -> on.get());
    doAnswer(
            call -> {
              on.set(call.getArgument(0));
              return null;
            })
        .when(server)
        .setAutoCommit(anyBoolean());
  }

  private void execute() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT");
    }
  }

  @Test
  void a_commit_is_one_though_its_position_is_not_known() throws SQLException {
    connection.setAutoCommit(false);
    execute();
    when(asked.executeQuery(anyString())).thenThrow(BROKEN);
    connection.commit();

    verify(primary).commit();
    assertThat(written.isKnown()).isFalse();
  }

  @Test
  void asks_the_primary_before_it_trusts_a_standby_again() throws SQLException {
    connection.setAutoCommit(false);
    execute();
    doThrow(BROKEN).when(primary).commit();
    assertThatThrownBy(connection::commit).isSameAs(BROKEN);
    assertThat(written.isKnown()).as("it may have been committed").isFalse();

    connection.setReadOnly(true);
    execute();
    assertThat(written.isKnown()).isTrue();
    assertThat(written.position()).isEqualTo(Lsn.parse("1/0"));
    verify(opener, times(2)).open(Route.PRIMARY, Duration.ofSeconds(1));
    verify(standby, atLeastOnce()).setReadOnly(true);
  }

  @Test
  void a_commit_that_the_server_refuses_can_be_rolled_back() throws SQLException {
    connection.setAutoCommit(false);
    execute();
    SQLException refused = new SQLException("deferred", "23503");
    doThrow(refused).when(primary).commit();
    assertThatThrownBy(connection::commit).isSameAs(refused);
    connection.rollback();

    verify(primary).rollback();
  }

  @Test
  void nothing_is_rolled_back_where_the_server_has_hung_up() throws SQLException {
    connection.setAutoCommit(false);
    execute();
    when(asked.execute("INSERT")).thenThrow(BROKEN);
    assertThatThrownBy(this::execute).isSameAs(BROKEN);
    connection.rollback();
    verify(primary, never()).rollback();

    connection.rollback();
    reset(asked);
    execute();
    verify(primary).close();
    verify(opener, times(2)).open(Route.PRIMARY, Duration.ofSeconds(1));
  }

  @Test
  void a_rollback_that_fails_leaves_nothing_behind() throws SQLException {
    connection.setAutoCommit(false);
    execute();
    SQLException strange = new SQLException("strange", "XX000");
    doThrow(strange).when(primary).rollback();
    assertThatThrownBy(connection::rollback).isSameAs(strange);

    verify(primary).close();
    connection.rollback();
    verify(primary).rollback();
  }

  @Test
  void says_both_why_no_standby_and_why_no_primary_answers() throws SQLException {
    SQLException none = new SQLException("no standby", "08001");
    when(opener.open(Route.PRIMARY, Duration.ofSeconds(1))).thenThrow(BROKEN);
    when(opener.open(Route.REPLICA, Duration.ofSeconds(1))).thenThrow(none);
    connection.setReadOnly(true);

    assertThatThrownBy(connection::createStatement)
        .isSameAs(BROKEN)
        .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(none));
  }

  @Test
  void closing_never_fails() throws SQLException {
    execute();
    doThrow(BROKEN).when(primary).close();
    connection.close();

    assertThat(connection.isClosed()).isTrue();
    verify(primary).close();
  }

  @Test
  void is_valid_when_what_does_not_answer_is_not_needed() throws SQLException {
    execute();
    when(primary.isValid(anyInt())).thenReturn(false);
    assertThat(connection.isValid(1)).isTrue();
    verify(primary).close();

    connection.setAutoCommit(false);
    execute();
    assertThat(connection.isValid(1)).isFalse();
    assertThatThrownBy(() -> connection.isValid(-1)).isInstanceOf(SQLException.class);
  }

  @Test
  void asks_a_standby_only_when_something_was_written() throws SQLException {
    connection.setReadOnly(true);
    execute();
    verify(asked, never()).executeQuery(anyString());

    written.found(written.ticket(), Lsn.parse("1/0"));
    execute();
    verify(asked, times(1)).executeQuery(anyString());
    verify(opener, never()).open(Route.PRIMARY, Duration.ofSeconds(1));
  }

  @Test
  void knows_where_the_last_record_ends() {
    long page = 8192;
    long segment = 16 << 20;
    assertThat(WalPosition.endOfLast(new Lsn(3 * page + 24), page, segment))
        .isEqualTo(new Lsn(3 * page));
    assertThat(WalPosition.endOfLast(new Lsn(segment + 40), page, segment))
        .isEqualTo(new Lsn(segment));
    for (long offset : new long[] {0, 32, 40, 48, 8184}) {
      Lsn inside = new Lsn(3 * page + offset);
      assertThat(WalPosition.endOfLast(inside, page, segment)).isEqualTo(inside);
    }
  }
}
