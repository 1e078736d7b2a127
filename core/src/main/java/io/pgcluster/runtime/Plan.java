package io.pgcluster.runtime;

import io.pgcluster.spec.PgCluster;
import java.util.List;

/**
 * What applying a description would do to the cluster as it was when this was made: exactly that is
 * done by {@link PgClusterRuntime#apply(Plan, Impact, ProgressListener)}, or nothing. Shows no
 * secret. Immutable.
 *
 * @param desired the description, as the caller gave it
 * @param changes in the order in which they are made
 * @since 0.1
 */
public record Plan(PgCluster desired, List<PlannedChange> changes) {
  /** Keeps its own copy. */
  public Plan {
    changes = List.copyOf(changes);
  }

  /**
   * Whether the cluster is as described.
   *
   * @return true when there is nothing to change
   */
  public boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * The worst that it does.
   *
   * @return {@link Impact#NO_OP} when it is empty
   */
  public Impact impact() {
    return changes.stream().map(PlannedChange::impact).reduce(Impact.NO_OP, Impact::or);
  }

  /**
   * Refuses what is not allowed; for who carries plans out.
   *
   * @param allowed the worst that is
   * @throws PlanRefusedException naming the first change beyond it, and how to allow that or what
   *     to do instead
   */
  public void require(Impact allowed) {
    changes.stream()
        .filter(change -> change.impact() == Impact.IMPOSSIBLE)
        .findFirst()
        .or(
            () ->
                changes.stream()
                    .filter(change -> !change.impact().isWithin(allowed))
                    .reduce((a, b) -> a.impact().compareTo(b.impact()) >= 0 ? a : b))
        .ifPresent(
            change -> {
              throw PlanRefusedException.of(this, change);
            });
  }

  /**
   * Refuses this plan when the cluster has changed since it was made; for who carries plans out.
   *
   * @param now the plan of the same description, made anew
   * @throws StalePlanException when it does something else
   */
  public void requireSame(Plan now) {
    if (!changes.equals(now.changes)) {
      throw StalePlanException.of(this, now);
    }
  }

  /**
   * The plan for people: a line for each change, below it its fields with old and new values, and a
   * summary.
   *
   * @return lines that end in {@code \n}; control characters are replaced
   */
  public String render() {
    return PlanText.of(this);
  }

  /**
   * The plan for programs: {@code cluster}, {@code impact}, and {@code changes}, each with {@code
   * impact}, {@code change}, {@code kind}, {@code name}, {@code fields} ({@code path}, {@code
   * before}, {@code after}; both left out where they are secret) and {@code reason}.
   *
   * @return one JSON object, the same bytes for equal plans
   */
  public String toJson() {
    return PlanJson.of(this);
  }

  /** As {@link #render()}. */
  @Override
  public String toString() {
    return render();
  }
}
