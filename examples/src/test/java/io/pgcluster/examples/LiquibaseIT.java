package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.junit5.DatabaseMigration;
import io.pgcluster.junit5.PgClusterTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import liquibase.command.CommandScope;
import liquibase.command.core.UpdateCommandStep;
import liquibase.command.core.helpers.DbUrlConnectionArgumentsCommandStep;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import org.junit.jupiter.api.RepeatedTest;

// tag::liquibase
@PgClusterTest(migration = LiquibaseIT.Migration.class)
class LiquibaseIT {
  static final class Migration implements DatabaseMigration {
    @Override
    public void migrate(DataSource template) throws Exception {
      try (Connection connection = template.getConnection()) {
        Database database =
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
        new CommandScope(UpdateCommandStep.COMMAND_NAME)
            .addArgumentValue(DbUrlConnectionArgumentsCommandStep.DATABASE_ARG, database)
            .addArgumentValue(UpdateCommandStep.CHANGELOG_FILE_ARG, "db/changelog/orders.sql")
            .execute();
      }
    }
  }

  // end::liquibase

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
