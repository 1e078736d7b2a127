package io.pgcluster.runtime;

import io.pgcluster.PgClusterException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a rotation did and what was seen after it. Holds no password.
 *
 * @param cluster the cluster's name
 * @param role whose password it is; with an overlap, who logs in from now on
 * @param waited how long new logins waited while every place changed over
 * @param logins what was tried with the new and with the former password
 * @since 0.1
 */
public record RotationReport(String cluster, String role, Duration waited, List<Login> logins) {
  /** Keeps its own copy. */
  public RotationReport {
    logins = List.copyOf(logins);
  }

  /** Which password a login was tried with. */
  public enum Tried {
    /** The one that the role has now. */
    NEW("new"),
    /** The one that it had before. */
    FORMER("former"),
    /** That of the role that logged in before, with an overlap: it goes on. */
    OVERLAPPING("overlapping");

    private final String text;

    Tried(String text) {
      this.text = text;
    }
  }

  /**
   * One login that was tried.
   *
   * @param where an instance or a router
   * @param tried with which password
   * @param ok whether it went as it should: the new and the overlapping one are taken, the former
   *     one is refused
   * @param detail what happened
   */
  public record Login(String where, Tried tried, boolean ok, String detail) {}

  /**
   * With further logins that were tried.
   *
   * @param more of them
   * @return the changed copy
   */
  public RotationReport and(List<Login> more) {
    return new RotationReport(
        cluster, role, waited, Stream.concat(logins.stream(), more.stream()).toList());
  }

  /**
   * Whether every login went as it should.
   *
   * @return whether the rotation is proven
   */
  public boolean ok() {
    return logins.stream().allMatch(Login::ok);
  }

  /**
   * Insists on that.
   *
   * @throws PgClusterException with all that was seen, when a login did not go as it should
   */
  public void requireOk() {
    if (!ok()) {
      throw new PgClusterException("cluster %s: %s".formatted(cluster, render().strip()));
    }
  }

  /**
   * For people.
   *
   * @return some lines, the last one ends too
   */
  public String render() {
    StringBuilder text = new StringBuilder();
    text.append(
        "Password of %s in cluster %s: %s; new logins waited %d ms%n"
            .formatted(role, cluster, ok() ? "rotated" : "NOT PROVEN", waited.toMillis()));
    for (Login login : logins) {
      text.append(
          "  %s %s: the %s password %s%n"
              .formatted(
                  login.ok() ? "ok  " : "FAIL", login.where(), login.tried().text, login.detail()));
    }
    return text.toString();
  }

  /** As {@link #render()}. */
  @Override
  public String toString() {
    return render();
  }
}
