package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.junit5.DatabaseMigration;
import io.pgcluster.junit5.PgClusterTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.RepeatedTest;

// tag::flyway
@PgClusterTest(migration = FlywayIT.Migration.class)
class FlywayIT {
  static final class Migration implements DatabaseMigration {
    @Override
    public void migrate(DataSource template) {
      Flyway.configure().dataSource(template).load().migrate();
    }
  }

  @RepeatedTest(2)
  void each_test_begins_with_what_the_migration_made(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO orders VALUES (2, 'of this test alone')");
      try (ResultSet row = statement.executeQuery("SELECT count(*) FROM orders")) {
        row.next();
        assertThat(row.getInt(1)).isEqualTo(2);
      }
    }
  }
}
// end::flyway
