package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;

/**
 * A plan does something that was not allowed, or that cannot be done. Nothing was changed.
 *
 * @since 0.1
 */
public final class PlanRefusedException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final transient Plan plan;
  private final transient PlannedChange change;

  private PlanRefusedException(String message, Plan plan, PlannedChange change) {
    super(message);
    this.plan = plan;
    this.change = change;
  }

  static PlanRefusedException of(Plan plan, PlannedChange change) {
    String reason = change.reason().isEmpty() ? "" : " (" + change.reason() + ")";
    String fields = change.fields().isEmpty() ? "" : ": " + change.fields().get(0);
    String message =
        change.impact() == Impact.IMPOSSIBLE
            ? "cluster %s: %s%s cannot be done: %s"
                .formatted(plan.desired().name(), change.object(), fields, change.reason())
            : "cluster %s: %s%s needs a %s%s, which was not allowed; allow it by apply(plan, Impact.%s, …)"
                .formatted(
                    plan.desired().name(),
                    change.object(),
                    fields,
                    change.impact().title(),
                    reason,
                    change.impact());
    return new PlanRefusedException(message, plan, change);
  }

  /**
   * The whole plan.
   *
   * @return as it was to be carried out
   */
  public Plan plan() {
    return plan;
  }

  /**
   * The change that was refused: the worst one.
   *
   * @return one of the plan's
   */
  public PlannedChange change() {
    return change;
  }
}
