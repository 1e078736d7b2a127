package io.pgcluster.storage;

import java.util.Map;

/**
 * Whose volumes are wanted.
 *
 * @param cluster the cluster's name
 * @param namespace the namespace of the claims
 * @param statefulSet the name of the StatefulSet whose pods mount them
 * @param instances how many pods it has
 * @param claim the name of the claim template and of the pod's volume, such as {@code data}: the
 *     claim of pod n is {@code <claim>-<statefulSet>-<n>}
 * @param labels labels for every object
 * @since 0.1
 */
public record VolumeRequest(
    String cluster,
    String namespace,
    String statefulSet,
    int instances,
    String claim,
    Map<String, String> labels) {
  /** Keeps its own copy of the labels. */
  public VolumeRequest {
    labels = Map.copyOf(labels);
  }

  /**
   * The name of the claim of one pod.
   *
   * @param ordinal the pod's number, from 0
   * @return as the StatefulSet controller names it
   */
  public String claimName(int ordinal) {
    return claim + "-" + statefulSet + "-" + ordinal;
  }
}
