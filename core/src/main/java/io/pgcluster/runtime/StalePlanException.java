package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import java.util.List;

/**
 * A cluster has changed since its plan was made, so that the plan would do something else now.
 * Nothing was changed.
 *
 * @since 0.1
 */
public final class StalePlanException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final transient Plan now;

  private StalePlanException(String message, Plan now) {
    super(message);
    this.now = now;
  }

  static StalePlanException of(Plan before, Plan now) {
    List<PlannedChange> fresh =
        now.changes().stream().filter(c -> !before.changes().contains(c)).toList();
    List<PlannedChange> gone =
        before.changes().stream().filter(c -> !now.changes().contains(c)).toList();
    String difference =
        !fresh.isEmpty()
            ? "now it would also do: " + fresh.get(0)
            : !gone.isEmpty()
                ? "there is no need any more for: " + gone.get(0)
                : "now it would be done in another order";
    return new StalePlanException(
        "cluster %s: has changed since the plan was made (%s); make a plan again and look at it"
            .formatted(now.desired().name(), difference),
        now);
  }

  /**
   * What applying the same description would do now.
   *
   * @return a new plan, which can be applied when it is what is wanted
   */
  public Plan now() {
    return now;
  }
}
