package io.pgcluster.spec;

import java.util.Optional;

/**
 * What a role that does not own a database may do in one of its schemas, in tables that there are
 * and in those that the owner makes later ({@code ALTER DEFAULT PRIVILEGES}).
 *
 * @param role a described role
 * @param access what it may do
 * @param schema which one; empty for {@code public}. It is made if it is not there
 * @since 0.1
 */
public record Grant(String role, Access access, Optional<String> schema) {
  /** How much a grant lets do. */
  public enum Access {
    /** Reads tables and sequences. */
    READ,
    /** Reads and changes rows too. */
    WRITE
  }

  /**
   * Lets a role read.
   *
   * @param role its name
   * @return in the schema {@code public}
   */
  public static Grant read(String role) {
    return new Grant(role, Access.READ, Optional.empty());
  }

  /**
   * Lets a role read and write.
   *
   * @param role its name
   * @return in the schema {@code public}
   */
  public static Grant write(String role) {
    return new Grant(role, Access.WRITE, Optional.empty());
  }

  /**
   * The same in another schema.
   *
   * @param name the schema
   * @return the changed copy
   */
  public Grant in(String name) {
    return new Grant(role, access, Optional.of(name));
  }

  /**
   * The schema it is for.
   *
   * @return its name
   */
  public String schemaName() {
    return schema.orElse("public");
  }
}
