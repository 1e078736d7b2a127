package io.pgcluster.jdbc;

import static io.pgcluster.jdbc.RoutedCluster.PRIMARY;
import static io.pgcluster.jdbc.RoutedCluster.STANDBYS;
import static io.pgcluster.jdbc.RoutedCluster.run;
import static io.pgcluster.jdbc.RoutedCluster.server;
import static io.pgcluster.jdbc.RoutedCluster.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which server runs what, and that a routed connection is a connection as JDBC describes it. */
class RoutingDataSourceIT {
  private static RoutedCluster cluster;

  private RoutingDataSource source;

  @BeforeAll
  static void start() throws IOException, InterruptedException, SQLException {
    cluster = RoutedCluster.start();
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    cluster.local.sql("TRUNCATE note");
    cluster.awaitReplay();
    source = cluster.dataSource();
  }

  @Test
  void sends_what_is_read_only_to_a_standby_and_the_rest_to_the_primary() throws SQLException {
    try (Connection connection = source.getConnection()) {
      assertThat(server(connection)).isEqualTo(PRIMARY);
      connection.setReadOnly(true);
      assertThat(server(connection)).isIn(STANDBYS);
      connection.setReadOnly(false);
      assertThat(server(connection)).isEqualTo(PRIMARY);
    }
  }

  @Test
  void follows_the_sequence_of_springs_transactions() throws SQLException {
    try (Connection connection = source.getConnection()) {
      for (int i = 0; i < 3; i++) {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        assertThat(server(connection)).isIn(STANDBYS);
        assertThat(text(connection, "SHOW transaction_read_only")).isEqualTo("on");
        connection.commit();
        connection.setAutoCommit(true);
        connection.setReadOnly(false);

        connection.setAutoCommit(false);
        assertThat(server(connection)).isEqualTo(PRIMARY);
        run(connection, "INSERT INTO note VALUES (%d, 'spring')".formatted(i));
        connection.commit();
        connection.setAutoCommit(true);
      }
    }
    assertThat(cluster.text(0, "SELECT count(*) FROM note")).isEqualTo("3");
  }

  @Test
  void keeps_a_transaction_on_its_server_until_it_ends() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO note VALUES (1, 'kept')");
      assertThatThrownBy(() -> connection.setReadOnly(true))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25001"));
      Savepoint savepoint = connection.setSavepoint();
      run(connection, "INSERT INTO note VALUES (2, 'undone')");
      connection.rollback(savepoint);
      run(connection, "INSERT INTO note VALUES (3, 'kept')");
      connection.commit();
      run(connection, "INSERT INTO note VALUES (4, 'undone')");
      connection.rollback();
      connection.setReadOnly(true);
      assertThat(server(connection)).isIn(STANDBYS);
    }
    assertThat(cluster.text(0, "SELECT string_agg(id::text, ',' ORDER BY id) FROM note"))
        .isEqualTo("1,3");
  }

  @Test
  void commits_what_runs_when_auto_commit_is_switched_on() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "INSERT INTO note VALUES (1, 'switched')");
      connection.setAutoCommit(true);
      assertThat(cluster.text(0, "SELECT count(*) FROM note")).isEqualTo("1");
      assertThatThrownBy(connection::commit).hasMessageContaining("autoCommit");
      assertThatThrownBy(connection::rollback).hasMessageContaining("autoCommit");
    }
  }

  @Test
  void holds_one_connection_of_each_kind_and_closes_both() throws SQLException {
    String count =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgcluster'"
            + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()";
    try (Connection connection = source.getConnection()) {
      assertThat(cluster.text(0, count)).as("nothing was asked yet").isEqualTo("0");
      String pid = text(connection, "SELECT pg_backend_pid()");
      connection.setReadOnly(true);
      String standby = text(connection, "SELECT pg_backend_pid()");
      connection.setReadOnly(false);
      assertThat(text(connection, "SELECT pg_backend_pid()")).isEqualTo(pid);
      connection.setReadOnly(true);
      assertThat(text(connection, "SELECT pg_backend_pid()")).isEqualTo(standby);
      assertThat(cluster.text(0, count)).isEqualTo("1");
    }
    for (int node = 0; node < 3; node++) {
      int here = node;
      RoutedCluster.await(() -> cluster.text(here, count).equals("0"));
    }
  }

  @Test
  void brings_settings_to_whichever_server_is_used() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setSchema("other schema");
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setClientInfo("ApplicationName", "ledger");
      connection.setNetworkTimeout(Runnable::run, 12_345);
      connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
      connection.setTypeMap(Collections.emptyMap());
      for (boolean readOnly : new boolean[] {true, false}) {
        connection.setReadOnly(readOnly);
        connection.setAutoCommit(false);
        assertThat(connection.isReadOnly()).isEqualTo(readOnly);
        assertThat(connection.getSchema()).isEqualTo("other schema");
        assertThat(text(connection, "SHOW transaction_isolation")).isEqualTo("repeatable read");
        assertThat(text(connection, "SHOW application_name")).isEqualTo("ledger");
        assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("ledger");
        assertThat(connection.getNetworkTimeout()).isEqualTo(12_345);
        assertThat((Object) connection.unwrap(driversOwn()))
            .isInstanceOfSatisfying(
                Connection.class,
                c -> {
                  try {
                    assertThat(c.getNetworkTimeout()).isEqualTo(12_345);
                    assertThat(c.getHoldability()).isEqualTo(connection.getHoldability());
                  } catch (SQLException e) {
                    throw new AssertionError(e);
                  }
                });
        connection.rollback();
        connection.setAutoCommit(true);
        assertThat(connection.getSchema()).as("not rolled back").isEqualTo("other schema");
      }
    }
  }

  /** The driver is on the class path when tests run, and not for them to compile with. */
  private static Class<?> driversOwn() {
    try {
      return Class.forName("org.postgresql.PGConnection");
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void applies_a_setting_within_a_transaction_at_once() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      run(connection, "SELECT 1");
      connection.setSchema("other schema");
      assertThat(text(connection, "SELECT current_schema()")).isEqualTo("other schema");
      connection.rollback();
      assertThat(text(connection, "SELECT current_schema()")).isEqualTo("other schema");
    }
  }

  @Test
  void sends_serializable_transactions_to_the_primary() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(server(connection)).isEqualTo(PRIMARY);
      assertThatThrownBy(() -> run(connection, "INSERT INTO note VALUES (1, 'never')"))
          .hasMessageContaining("read-only transaction");
    }
  }

  @Test
  void runs_a_kept_statement_where_the_transaction_runs() throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement =
            connection.prepareStatement("SELECT current_setting('cluster_name') || ?")) {
      statement.setString(1, "!");
      statement.setMaxRows(7);
      assertThat(only(statement)).isEqualTo(PRIMARY + "!");
      connection.setReadOnly(true);
      assertThat(only(statement)).isIn("node1!", "node2!");
      assertThat(statement.getMaxRows()).isEqualTo(7);
      connection.setReadOnly(false);
      statement.setString(1, "?");
      assertThat(only(statement)).isEqualTo(PRIMARY + "?");
    }
  }

  private static String only(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void runs_batches_and_refuses_one_that_was_filled_for_another_server() throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO note VALUES (?, ?)")) {
      for (int i = 0; i < 3; i++) {
        insert.setInt(1, i);
        insert.setString(2, "batch");
        insert.addBatch();
      }
      assertThat(insert.executeBatch()).containsExactly(1, 1, 1);
      insert.addBatch();
      connection.setReadOnly(true);
      assertThatThrownBy(insert::executeBatch).hasMessageContaining("batch was filled for another");
    }
  }

  @Test
  void gives_itself_as_the_connection_of_its_statements_and_metadata() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
      assertThat(statement.getConnection()).isSameAs(connection).isEqualTo(connection);
      assertThat(prepared.getConnection()).isSameAs(connection);
      assertThat(connection.getMetaData().getConnection()).isSameAs(connection);
      assertThat(connection.getMetaData().getDatabaseProductName()).isEqualTo("PostgreSQL");
      assertThat(connection.isWrapperFor(Connection.class)).isTrue();
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      assertThat(connection.isWrapperFor(driversOwn())).isTrue();
      assertThat(connection.hashCode()).isEqualTo(connection.hashCode());
      assertThat(connection.toString())
          .contains("routed connection")
          .doesNotContain(LocalCluster.PASSWORD);
    }
  }

  @Test
  void refuses_use_after_close() throws SQLException {
    Connection connection = source.getConnection();
    Statement statement = connection.createStatement();
    connection.close();
    connection.close();

    assertThat(connection.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertThat(statement.isClosed()).isTrue();
    statement.close();
    assertClosed(connection::createStatement);
    assertClosed(connection::commit);
    assertClosed(connection::getMetaData);
    assertClosed(() -> connection.setReadOnly(true));
    assertClosed(() -> connection.setClientInfo("ApplicationName", "late"));
    assertClosed(() -> statement.execute("SELECT 1"));
  }

  private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
  }

  @Test
  void aborts_what_it_holds() throws SQLException {
    Connection connection = source.getConnection();
    run(connection, "SELECT 1");
    connection.abort(Runnable::run);

    assertThat(connection.isClosed()).isTrue();
    assertClosed(connection::createStatement);
    connection.close();
  }

  @Test
  void passes_on_what_the_server_says() throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setReadOnly(true);
      assertThatThrownBy(() -> run(connection, "INSERT INTO note VALUES (1, 'never')"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("read-only transaction");
      assertThatThrownBy(() -> run(connection, "SELECT 1/0"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22012"));
      assertThat((Object) connection.getWarnings()).isNull();
      connection.clearWarnings();
    }
  }
}
