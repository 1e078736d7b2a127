package io.pgcluster.runtime;

import java.util.List;
import java.util.Optional;

/**
 * One value that a change sets, changes or removes.
 *
 * @param path where, such as {@code spec.replicas} or {@code postgresql.conf work_mem}
 * @param before the value there; empty when there is none, or it is secret
 * @param after the value wanted; empty when there is none, or it is secret
 * @since 0.1
 */
public record FieldChange(String path, Optional<String> before, Optional<String> after) {
  /**
   * A value that becomes another one.
   *
   * @param path where
   * @param before the value there
   * @param after the value wanted
   * @return the change
   */
  public static FieldChange of(String path, String before, String after) {
    return new FieldChange(path, Optional.of(before), Optional.of(after));
  }

  /**
   * A value where there is none.
   *
   * @param path where
   * @param after the value wanted
   * @return the change
   */
  public static FieldChange added(String path, String after) {
    return new FieldChange(path, Optional.empty(), Optional.of(after));
  }

  /**
   * A value that is not wanted any more.
   *
   * @param path where
   * @param before the value there
   * @return the change
   */
  public static FieldChange removed(String path, String before) {
    return new FieldChange(path, Optional.of(before), Optional.empty());
  }

  /**
   * A value that is secret, or says nothing to people: no more is shown than that it changes.
   *
   * @param path where
   * @return the change
   */
  public static FieldChange hidden(String path) {
    return new FieldChange(path, Optional.empty(), Optional.empty());
  }

  /**
   * Where two trees of maps, lists and scalars are not the same. Items of lists that all have a
   * {@code name} are the same when that is, wherever they stand.
   *
   * @param before the tree there
   * @param after the tree wanted
   * @return by path, in the order of the trees; empty when they are equal
   */
  public static List<FieldChange> between(Object before, Object after) {
    return TreeDifference.between(before, after);
  }

  /**
   * Whether the values are kept to themselves.
   *
   * @return true for a change made by {@link #hidden}
   */
  public boolean isHidden() {
    return before.isEmpty() && after.isEmpty();
  }

  /** One line, such as {@code spec.replicas: 1 → 2}. */
  @Override
  public String toString() {
    return PlanText.line(this);
  }
}
