package io.pgcluster.storage;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A question about volumes that only the cluster can answer. The Kubernetes adapter asks it during
 * preflight and changes nothing; where its permission does not reach, the answer is a warning.
 *
 * @since 0.1
 */
public sealed interface ClusterCheck {
  /**
   * A StorageClass has to exist and to make volumes; what it makes them like is worth a warning
   * where it does not suit a database (deleted with their claim, in a zone chosen before the pod's,
   * never to grow).
   *
   * @param name the class
   */
  record ClassServes(String name) implements ClusterCheck {}

  /** A StorageClass has to be the default one, as {@link ClassServes} wants it. */
  record DefaultClassServes() implements ClusterCheck {}

  /**
   * A name used only to bind a static volume must not be a class with a provisioner, which could
   * make an empty disk instead.
   *
   * @param name the binding key
   */
  record ClassDoesNotProvision(String name) implements ClusterCheck {}

  /**
   * At least one node on which the pods may run has to carry labels.
   *
   * @param labels for each label, such as the driver's zone key, the values that will do
   * @param required false where nodes without any of the labels tell nothing: then a warning
   */
  record NodeWithLabels(SortedMap<String, List<String>> labels, boolean required)
      implements ClusterCheck {
    /**
     * Keeps its own copies.
     *
     * @param labels for each label the values that will do
     * @param required whether it is an error if no node has them
     */
    public NodeWithLabels {
      SortedMap<String, List<String>> copy = new TreeMap<>();
      labels.forEach((key, values) -> copy.put(key, List.copyOf(values)));
      labels = Collections.unmodifiableSortedMap(copy);
    }

    /**
     * One label that is required.
     *
     * @param key the label
     * @param values any of them will do
     * @return the check
     */
    public static NodeWithLabels of(String key, List<String> values) {
      return new NodeWithLabels(new TreeMap<>(Map.of(key, values)), true);
    }
  }

  /**
   * No PersistentVolume but ours may carry the disk: attaching it twice destroys data.
   *
   * @param driver the CSI driver
   * @param handle the disk
   * @param volume the name of our PersistentVolume
   * @param claimNamespace the namespace of the claim it is for
   * @param claimName the claim it is for
   */
  record DiskNotUsedElsewhere(
      String driver, String handle, String volume, String claimNamespace, String claimName)
      implements ClusterCheck {}

  /**
   * A claim has to exist, and no pod of another owner may use it.
   *
   * @param name the claim
   */
  record ClaimExists(String name) implements ClusterCheck {}
}
