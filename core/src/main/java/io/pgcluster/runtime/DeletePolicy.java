package io.pgcluster.runtime;

/**
 * What becomes of the data when a cluster is deleted.
 *
 * @since 0.1
 */
public enum DeletePolicy {
  /**
   * Claims and volumes stay, and with them the passwords; a new cluster of the same name gets the
   * data.
   */
  KEEP_VOLUMES,
  /**
   * Claims are deleted, and PersistentVolumes of ours; a cloud disk given by its id is never
   * deleted.
   */
  DELETE_VOLUMES
}
