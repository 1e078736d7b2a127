package io.pgcluster.spec;

import java.util.List;

/**
 * What a database gives to subscribers of logical replication. Needs the parameter {@code wal_level
 * = logical}.
 *
 * @param name its name
 * @param tables {@code table} or {@code schema.table}; empty for all tables, also later ones. One
 *     that does not exist yet comes in by the first plan that finds it
 * @since 0.1
 */
public record Publication(String name, List<String> tables) {
  /** Keeps its own copy. */
  public Publication {
    tables = List.copyOf(tables);
  }

  /**
   * A publication of all tables.
   *
   * @param name its name
   * @return for tables that come later too
   */
  public static Publication ofAllTables(String name) {
    return new Publication(name, List.of());
  }

  /**
   * A publication of some tables.
   *
   * @param name its name
   * @param tables {@code table} or {@code schema.table}
   * @return of these
   */
  public static Publication of(String name, String... tables) {
    return new Publication(name, List.of(tables));
  }
}
