package io.pgcluster.runtime;

import java.util.List;

/**
 * What is there of a cluster at one moment, as far as it can be seen without SQL.
 *
 * @param cluster the cluster's name
 * @param phase all in one word
 * @param members its instances and routers, primary first
 * @param problems what is wrong, for people
 * @since 0.1
 */
public record ClusterStatus(
    String cluster, Phase phase, List<Member> members, List<String> problems) {
  /** Keeps its own copies. */
  public ClusterStatus {
    members = List.copyOf(members);
    problems = List.copyOf(problems);
  }

  /** The state of the whole cluster. */
  public enum Phase {
    /** Every described member is ready. */
    READY,
    /** On its way up; nothing is wrong so far. */
    PROGRESSING,
    /** The primary is ready, but something else is not. */
    DEGRADED,
    /** The primary is not ready. */
    UNAVAILABLE,
    /** Stopped as described: resume it. */
    PAUSED,
    /** An apply was begun and not finished: apply again. */
    INCOMPLETE,
    /** Being deleted. */
    DELETING
  }

  /**
   * One instance or router.
   *
   * @param name of the pod or process
   * @param component what it is
   * @param ready whether it serves
   * @param reason why it does not, as the runtime says; empty when it does
   * @param restarts how often its container was restarted
   * @param node where it runs; empty when nowhere
   */
  public record Member(
      String name, Component component, boolean ready, String reason, int restarts, String node) {}

  /** What a member is. */
  public enum Component {
    /** Takes writes. */
    PRIMARY,
    /** Follows the primary. */
    STANDBY,
    /** pgpool. */
    ROUTER
  }
}
