package io.pgcluster.runtime;

import io.pgcluster.runtime.ProgressEvent.ObjectId;
import java.util.List;

/**
 * What a plan does with one object.
 *
 * @param impact what it costs
 * @param kind what is done
 * @param object with what: an object of Kubernetes, an instance, a role, a database
 * @param fields the values that change; may be empty for what is added or removed as a whole
 * @param reason why it costs what it costs, how long writes wait, who made a drift; for what is
 *     impossible, the way round; may be empty
 * @since 0.1
 */
public record PlannedChange(
    Impact impact, Kind kind, ObjectId object, List<FieldChange> fields, String reason) {
  /** Keeps its own copy. */
  public PlannedChange {
    fields = List.copyOf(fields);
  }

  /** What is done with an object. */
  public enum Kind {
    /** It is made. */
    ADD("+"),
    /** It is changed. */
    CHANGE("~"),
    /** It goes. */
    REMOVE("-"),
    /** Others changed it; it becomes what it was described as. */
    DRIFT("!");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }

    /**
     * The sign before its line.
     *
     * @return one character
     */
    public String sign() {
      return sign;
    }
  }

  /**
   * That a role's password is on its way.
   *
   * @param role the role's name
   * @return a change in place
   */
  public static PlannedChange rotation(String role) {
    return new PlannedChange(
        Impact.IN_PLACE,
        Kind.CHANGE,
        new ObjectId("Password", role),
        List.of(),
        "its rotation was begun and is finished");
  }

  /** The line of a plan, without its fields. */
  @Override
  public String toString() {
    return "%s %s (%s)".formatted(kind.sign(), object, impact.title());
  }
}
