package io.pgcluster.runtime;

import java.util.List;
import java.util.Optional;

/**
 * What was shown of a running cluster in SQL. It always has one check per {@link Subject}, in that
 * order: what could not be looked at has failed, and says why. Holds no secret. Immutable.
 *
 * @param cluster the cluster's name
 * @param primary address and port of the instance that took the write; empty when none did
 * @param checks one for each subject, in the subjects' order
 * @param standbys what the primary says of each standby at the end, by name
 * @param reads how many sessions each instance answered on the way that reads take, primary first
 * @since 0.1
 */
public record VerifyReport(
    String cluster,
    Optional<String> primary,
    List<Check> checks,
    List<StandbyState> standbys,
    List<ReadShare> reads) {
  /** Keeps its own copies. */
  public VerifyReport {
    checks = List.copyOf(checks);
    standbys = List.copyOf(standbys);
    reads = List.copyOf(reads);
  }

  /**
   * Whether every check passed.
   *
   * @return true when all did; false when there is none
   */
  public boolean ok() {
    return !checks.isEmpty() && checks.stream().allMatch(Check::passed);
  }

  /**
   * The checks that did not pass.
   *
   * @return in the subjects' order; empty when {@link #ok()}
   */
  public List<Check> failed() {
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  /**
   * The check of one subject.
   *
   * @param subject which
   * @return the check; empty only in a report made by hand
   */
  public Optional<Check> check(Subject subject) {
    return checks.stream().filter(check -> check.subject() == subject).findFirst();
  }

  /**
   * The report for people: a line per check, then the standbys and the reads as tables.
   *
   * @return lines that end in {@code \n}; control characters in names are replaced
   */
  public String render() {
    return ProofText.of(this);
  }

  /** What there is to show, in the order of the report. */
  public enum Subject {
    /** A transaction through the router wrote on the primary and was committed. */
    WRITE("a write reaches the primary"),
    /** In that transaction, a read saw what was written, and the primary answered it. */
    READ_AFTER_WRITE("a read after a write is consistent"),
    /** Reads through the router were answered by every streaming standby. */
    READS("reads reach every standby"),
    /** Every standby has replayed the write: its row was read there. */
    REPLICATION("every standby shows the write"),
    /** As many standbys stream from the primary as are described. */
    STREAMING("every standby streams"),
    /** The described roles exist with their attributes and memberships. */
    ROLES("roles are as described"),
    /** The stored verifiers belong to the roles' passwords. */
    VERIFIERS("verifiers are as described"),
    /** The described databases exist with their owners and extensions. */
    DATABASES("databases are as described"),
    /** What the proof itself made is gone again. */
    NOTHING_LEFT("nothing is left behind");

    private final String title;

    Subject(String title) {
      this.title = title;
    }

    /**
     * What is shown, in words.
     *
     * @return such as {@code a write reaches the primary}
     */
    public String title() {
      return title;
    }
  }

  /**
   * One thing that was to be shown.
   *
   * @param subject what
   * @param passed whether it was
   * @param detail what was seen
   */
  public record Check(Subject subject, boolean passed, String detail) {}

  /**
   * A standby as the primary sees it in pg_stat_replication.
   *
   * @param name its application_name, the pod's name on Kubernetes
   * @param address from where it streams, without port
   * @param state such as {@code streaming} or {@code catchup}
   * @param syncState {@code async}, {@code potential}, {@code sync} or {@code quorum}
   * @param lagBytes how much WAL it has not reported as replayed; an idle standby reports every
   *     wal_receiver_status_interval (10 s by default), so this can be old; -1 when it has said
   *     nothing yet
   */
  public record StandbyState(
      String name, String address, String state, String syncState, long lagBytes) {}

  /**
   * How many reads one instance answered.
   *
   * @param name the instance's cluster_name; empty when it has none
   * @param address of the instance with port, as it says itself
   * @param primary whether it is the primary
   * @param reads how many
   */
  public record ReadShare(String name, String address, boolean primary, int reads) {}
}
