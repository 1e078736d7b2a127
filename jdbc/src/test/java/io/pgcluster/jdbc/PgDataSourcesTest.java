package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Route;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PgDataSourcesTest {
  private static final Connector NOWHERE =
      (route, role, database) -> {
        throw new PgClusterException("cluster orders: there is no way by route " + route);
      };

  static List<DataSource> sources() {
    return List.of(
        PgDataSources.of(NOWHERE, Route.PRIMARY, "app", "orders"),
        PgDataSources.routing(NOWHERE, "app", "orders"));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void logs_in_as_nobody_else(DataSource source) {
    assertThatThrownBy(() -> source.getConnection("clerk", "topsecret"))
        .isInstanceOf(SQLFeatureNotSupportedException.class)
        .hasMessageContaining("make another data source for another role")
        .hasMessageNotContaining("topsecret");
  }

  @ParameterizedTest
  @MethodSource("sources")
  void is_a_data_source_as_jdbc_describes_it(DataSource source) throws SQLException {
    assertThat(source.getLogWriter()).isNull();
    PrintWriter writer = new PrintWriter(new StringWriter());
    source.setLogWriter(writer);
    assertThat(source.getLogWriter()).isSameAs(writer);

    assertThat(source.getLoginTimeout()).isZero();
    source.setLoginTimeout(7);
    assertThat(source.getLoginTimeout()).isEqualTo(7);
    assertThatThrownBy(() -> source.setLoginTimeout(-1)).isInstanceOf(SQLException.class);

    assertThat(source.isWrapperFor(DataSource.class)).isTrue();
    assertThat(source.unwrap(DataSource.class)).isSameAs(source);
    assertThat(source.isWrapperFor(String.class)).isFalse();
    assertThatThrownBy(() -> source.unwrap(String.class)).isInstanceOf(SQLException.class);
    assertThat(source.getParentLogger().getName()).isEqualTo("io.pgcluster.jdbc");
    assertThat(source.toString()).contains("orders as app");
  }

  @Test
  void says_why_there_is_no_way() {
    assertThatThrownBy(
            () -> PgDataSources.of(NOWHERE, Route.PRIMARY, "app", "orders").getConnection())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessage("cluster orders: there is no way by route PRIMARY");
  }

  @Test
  void keeps_what_a_strange_connector_says_to_itself() {
    Connector strange =
        (route, role, database) -> {
          throw new IllegalStateException("password=topsecret");
        };
    assertThatThrownBy(() -> PgDataSources.routing(strange, "app", "orders").position())
        .isInstanceOf(SQLException.class)
        .hasMessage("no address for route PRIMARY: java.lang.IllegalStateException");
  }

  @Test
  void refuses_a_negative_wait() {
    assertThatThrownBy(
            () ->
                PgDataSources.routing(NOWHERE, "app", "orders")
                    .waitingAtMost(Duration.ofMillis(-1)))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("zero is not to wait");
  }

  @Test
  void takes_a_connection_without_asking_where_to() throws SQLException {
    PgDataSources.routing(NOWHERE, "app", "orders").getConnection().close();
  }
}
