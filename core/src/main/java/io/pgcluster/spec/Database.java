package io.pgcluster.spec;

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
 * @param grants what other roles may do in it
 * @param publications what it gives to subscribers
 * @since 0.1
 */
public record Database(
    String name,
    Optional<String> owner,
    List<String> extensions,
    List<Grant> grants,
    List<Publication> publications) {
  /** Keeps its own copies. */
  public Database {
    extensions = List.copyOf(extensions);
    grants = List.copyOf(grants);
    publications = List.copyOf(publications);
  }

  /**
   * A database of the first described role.
   *
   * @param name its name
   * @return without extensions
   */
  public static Database named(String name) {
    return new Database(name, Optional.empty(), List.of(), List.of(), List.of());
  }

  /**
   * A database of a role.
   *
   * @param name its name
   * @param owner the role that owns it, which may be the superuser
   * @return without extensions
   */
  public static Database owned(String name, String owner) {
    return new Database(name, Optional.of(owner), List.of(), List.of(), List.of());
  }

  /**
   * This database with another owner.
   *
   * @param role the role that owns it
   * @return the changed copy
   */
  public Database ownedBy(String role) {
    return new Database(name, Optional.of(role), extensions, grants, publications);
  }

  /**
   * This database with further extensions.
   *
   * @param more created in it, in order, after those there are
   * @return the changed copy
   */
  public Database withExtensions(String... more) {
    return new Database(name, owner, joined(extensions, List.of(more)), grants, publications);
  }

  /**
   * This database with further grants.
   *
   * @param more what roles may do in it
   * @return the changed copy
   */
  public Database withGrants(Grant... more) {
    return new Database(name, owner, extensions, joined(grants, List.of(more)), publications);
  }

  /**
   * This database with further publications.
   *
   * @param more what it gives to subscribers
   * @return the changed copy
   */
  public Database withPublications(Publication... more) {
    return new Database(name, owner, extensions, grants, joined(publications, List.of(more)));
  }

  private static <T> List<T> joined(List<T> some, List<T> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }
}
