package io.pgcluster.spec;

import java.util.List;
import java.util.Optional;

/**
 * A database of the cluster.
 *
 * @param name any name PostgreSQL takes, at most 63 bytes; quoted where needed
 * @param owner the role that owns it; empty for the superuser
 * @param extensions created in it, in order
 * @since 0.1
 */
public record Database(String name, Optional<String> owner, List<String> extensions) {
  /** Keeps its own copy. */
  public Database {
    extensions = List.copyOf(extensions);
  }
}
