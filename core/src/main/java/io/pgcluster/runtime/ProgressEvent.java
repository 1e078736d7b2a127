package io.pgcluster.runtime;

/**
 * One thing that happened to one object of the cluster.
 *
 * @param object what it happened to
 * @param state where the object is now
 * @param detail a short text for people: the reason Kubernetes gives, the last log lines; without
 *     secrets, may be empty
 * @since 0.1
 */
public record ProgressEvent(ObjectId object, State state, String detail) {
  /**
   * An object of the cluster, such as {@code Pod orders-replica-1}.
   *
   * @param kind the kind, as Kubernetes or the runtime names it
   * @param name its name
   */
  public record ObjectId(String kind, String name) {
    @Override
    public String toString() {
      return kind + " " + name;
    }
  }

  /** Where an object is on its way. */
  public enum State {
    /** Known, nothing done yet. */
    PENDING,
    /** Written and different from before, or new. */
    APPLIED,
    /** Written and the same as before. */
    UNCHANGED,
    /** On its way up. */
    STARTING,
    /** Works. */
    READY,
    /** Does not come up; the detail says why. It may still recover. */
    PROBLEM,
    /** Gone. */
    DELETED
  }
}
