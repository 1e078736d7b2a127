package io.pgcluster.runtime;

import io.pgcluster.runtime.ClusterStatus.Component;
import java.util.List;

/**
 * The primary and what it says of its standbys: roles, positions in the log, lag. {@link
 * #toString()} is a tree for people.
 *
 * @param cluster the cluster's name
 * @param instances the primary first, then the standbys by name
 * @since 0.1
 */
public record ReplicationStatus(String cluster, List<Instance> instances) {
  /** Keeps its own copy. */
  public ReplicationStatus {
    instances = List.copyOf(instances);
  }

  /**
   * One instance.
   *
   * @param name the member's name
   * @param role primary or standby
   * @param state {@code writes} of the primary; of a standby {@code streaming}, {@code catchup}, or
   *     {@code gone} when none streams under its name
   * @param position where the primary writes, or how far the standby has reported to have replayed
   * @param lagBytes how far that is behind the primary; -1 when it has said nothing
   */
  public record Instance(String name, Component role, String state, Lsn position, long lagBytes) {}

  /**
   * The tree.
   *
   * @return the cluster, and below it a line for each instance
   */
  @Override
  public String toString() {
    return ReplicationText.of(this);
  }
}
