package io.pgcluster.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A database of the cluster.
 *
 * @param name any name PostgreSQL takes, at most 63 bytes; quoted where needed
 * @param owner the role that owns it; empty for the first described role, or the superuser when
 *     there is none. A built description always names it
 * @param extensions created in it, in order
 * @since 0.1
 */
public record Database(String name, Optional<String> owner, List<String> extensions) {
  /** Keeps its own copy. */
  public Database {
    extensions = List.copyOf(extensions);
  }

  /**
   * A database of the first described role.
   *
   * @param name its name
   * @return without extensions
   */
  public static Database named(String name) {
    return new Database(name, Optional.empty(), List.of());
  }

  /**
   * A database of a role.
   *
   * @param name its name
   * @param owner the role that owns it, which may be the superuser
   * @return without extensions
   */
  public static Database owned(String name, String owner) {
    return new Database(name, Optional.of(owner), List.of());
  }

  /**
   * This database with further extensions.
   *
   * @param more created in it, in order, after those there are
   * @return the changed copy
   */
  public Database withExtensions(String... more) {
    return new Database(
        name, owner, Stream.concat(extensions.stream(), Arrays.stream(more)).toList());
  }
}
