package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that is made once, by whoever needs it first, or fails for all. Thread-safe. */
final class Once<T> {
  private final Maker<T> maker;
  private @Nullable T value;
  private @Nullable PgClusterException failure;

  Once(Maker<T> maker) {
    this.maker = maker;
  }

  /** Makes it. */
  interface Maker<T> {
    T make();
  }

  synchronized T get() {
    PgClusterException before = failure;
    if (before != null) {
      throw new PgClusterException(String.valueOf(before.getMessage()), before);
    }
    T made = value;
    if (made == null) {
      try {
        made = maker.make();
        value = made;
      } catch (PgClusterException e) {
        // An interrupt says nothing about the next attempt.
        if (!Thread.currentThread().isInterrupted()) {
          failure = e;
        }
        throw e;
      }
    }
    return made;
  }

  synchronized Optional<T> made() {
    return Optional.ofNullable(value);
  }
}
