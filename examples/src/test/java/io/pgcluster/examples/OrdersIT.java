package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.junit5.ClusterScope;
import io.pgcluster.junit5.OnRoute;
import io.pgcluster.junit5.PgClusterTest;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.Route;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

// tag::test
@PgClusterTest(standbys = 1, clusters = ClusterScope.PER_CLASS)
class OrdersIT {
  @Test
  void an_order_is_seen_on_the_standby_when_it_has_replayed(
      Connection primary, @OnRoute(Route.REPLICA) DataSource standby, PgFaults faults)
      throws SQLException {
    run(primary, "CREATE TABLE orders (id int)");
    String name = standbyName(standby);
    faults.awaitReplay(name, faults.position(), Duration.ofSeconds(10));
    faults.pauseReplay(name);

    run(primary, "INSERT INTO orders VALUES (1)");

    Lsn written = faults.position();
    assertThat(faults.replayed(name)).isLessThan(written);
    assertThat(count(standby)).isZero();
    faults.resumeReplay(name);
    faults.awaitReplay(name, written, Duration.ofSeconds(10));
    assertThat(count(standby)).isEqualTo(1);
  }

  // end::test

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(DataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static String standbyName(DataSource standby) throws SQLException {
    return value(standby, "SHOW cluster_name");
  }

  private static int count(DataSource source) throws SQLException {
    return Integer.parseInt(value(source, "SELECT count(*) FROM orders"));
  }
}
