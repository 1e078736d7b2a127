package io.pgcluster.junit5;

import javax.sql.DataSource;

/**
 * Fills the template from which tests' databases are cloned: with Flyway, Liquibase or plain SQL.
 * Runs once for each cluster. A class named in {@link PgClusterTest#migration} needs a constructor
 * without parameters.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DatabaseMigration {
  /**
   * Migrates. Connections left open are ended afterwards.
   *
   * @param template leads to the primary, as the description's first role, which owns the database;
   *     not pooled
   * @throws Exception when it fails; every test that needs the database fails with it
   */
  void migrate(DataSource template) throws Exception;

  /** Changes nothing: databases hold what the description puts into the first one. */
  final class None implements DatabaseMigration {
    /** Stands for no migration. */
    public None() {}

    @Override
    public void migrate(DataSource template) {
      // Nothing to do.
    }
  }
}
