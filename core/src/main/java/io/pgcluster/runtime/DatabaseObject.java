package io.pgcluster.runtime;

import io.pgcluster.spec.Grant;

/**
 * Something inside a database that a description has, to be removed: leaving it out of a
 * description alone removes nothing.
 *
 * @since 0.1
 */
public sealed interface DatabaseObject {
  /**
   * Which database.
   *
   * @return its name
   */
  String database();

  /**
   * An extension; dropped unless something else needs it.
   *
   * @param database where it is
   * @param name its name
   */
  record Extension(String database, String name) implements DatabaseObject {
    @Override
    public String toString() {
      return "extension %s of database %s".formatted(name, database);
    }
  }

  /**
   * What a grant gave, on objects that there are and on those that would have come later.
   *
   * @param database where it is
   * @param grant which role may do what in which schema
   */
  record Granted(String database, Grant grant) implements DatabaseObject {
    @Override
    public String toString() {
      return "%s of %s in schema %s of database %s"
          .formatted(
              grant.access() == Grant.Access.WRITE ? "write access" : "read access",
              grant.role(),
              grant.schemaName(),
              database);
    }
  }

  /**
   * A publication; its subscribers get nothing more.
   *
   * @param database where it is
   * @param name its name
   */
  record Published(String database, String name) implements DatabaseObject {
    @Override
    public String toString() {
      return "publication %s of database %s".formatted(name, database);
    }
  }
}
