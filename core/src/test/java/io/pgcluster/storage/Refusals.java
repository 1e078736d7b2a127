package io.pgcluster.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Violation;
import org.assertj.core.api.ListAssert;

/** What storage is refused for, as {@code path: problem} lines below {@code primary.storage}. */
public final class Refusals {
  private Refusals() {}

  /**
   * What is wrong for one instance.
   *
   * @param storage any
   */
  public static ListAssert<String> assertRefused(StorageProvider storage) {
    return assertRefused(storage, 1);
  }

  /**
   * What is wrong for some instances.
   *
   * @param storage any
   * @param instances how many
   */
  public static ListAssert<String> assertRefused(StorageProvider storage, int instances) {
    return assertThat(
            storage.validate("primary.storage", instances).stream()
                .map(Violation::toString)
                .map(text -> text.replaceFirst("^primary\\.storage\\.", ""))
                .toList())
        .as("what %s is refused for", storage);
  }
}
