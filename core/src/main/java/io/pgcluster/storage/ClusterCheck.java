package io.pgcluster.storage;

import java.util.List;

/**
 * A question about volumes that only the cluster can answer. The Kubernetes adapter asks it during
 * preflight and changes nothing; where its permission does not reach, the answer is a warning.
 *
 * @since 0.1
 */
public sealed interface ClusterCheck {
  /**
   * A StorageClass has to exist.
   *
   * @param name the class
   */
  record ClassExists(String name) implements ClusterCheck {}

  /**
   * A name used only to bind a static volume must not be a class with a provisioner, which could
   * make an empty disk instead.
   *
   * @param name the binding key
   */
  record ClassDoesNotProvision(String name) implements ClusterCheck {}

  /**
   * At least one node that is ready has to carry a label.
   *
   * @param key the label, such as the driver's zone key
   * @param values any of them will do
   */
  record NodeWithLabel(String key, List<String> values) implements ClusterCheck {
    /**
     * Keeps its own copy of the list.
     *
     * @param key the label
     * @param values any of them will do
     */
    public NodeWithLabel {
      values = List.copyOf(values);
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
