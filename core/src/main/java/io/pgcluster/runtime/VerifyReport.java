package io.pgcluster.runtime;

import java.util.List;

/**
 * What was shown of a running cluster in SQL.
 *
 * @param cluster the cluster's name
 * @param checks every check, in the order they were made
 * @param standbys what the primary says of each standby
 * @param reads how many reads through the router each instance answered
 * @since 0.1
 */
public record VerifyReport(
    String cluster, List<Check> checks, List<StandbyState> standbys, List<ReadShare> reads) {
  /** Keeps its own copies. */
  public VerifyReport {
    checks = List.copyOf(checks);
    standbys = List.copyOf(standbys);
    reads = List.copyOf(reads);
  }

  /**
   * Whether every check passed.
   *
   * @return true when all did
   */
  public boolean ok() {
    return checks.stream().allMatch(Check::passed);
  }

  /**
   * One thing that was to be shown.
   *
   * @param name what, such as {@code write reaches the primary}
   * @param passed whether it was
   * @param detail what was seen
   */
  public record Check(String name, boolean passed, String detail) {}

  /**
   * A standby as the primary sees it.
   *
   * @param name its application_name, the pod's name
   * @param address from where it streams
   * @param state of pg_stat_replication
   * @param lagBytes how much WAL it has not replayed
   */
  public record StandbyState(String name, String address, String state, long lagBytes) {}

  /**
   * How many reads one instance answered.
   *
   * @param address of the instance
   * @param primary whether it is the primary
   * @param reads how many
   */
  public record ReadShare(String address, boolean primary, int reads) {}
}
