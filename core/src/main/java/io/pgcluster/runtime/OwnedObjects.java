package io.pgcluster.runtime;

import java.util.Optional;

/**
 * What becomes of the objects of a role that is removed: tables, schemas, databases. They are never
 * dropped with it.
 *
 * @param heir the role that owns them afterwards; empty to refuse while there are any
 * @since 0.1
 */
public record OwnedObjects(Optional<String> heir) {
  /** A role that owns something is not removed. */
  public static final OwnedObjects REFUSE = new OwnedObjects(Optional.empty());

  /**
   * They become those of another role ({@code REASSIGN OWNED}).
   *
   * @param role a described role, or the superuser
   * @return that
   */
  public static OwnedObjects reassignTo(String role) {
    return new OwnedObjects(Optional.of(role));
  }
}
