package io.pgcluster.storage;

import io.pgcluster.Violation;
import java.util.List;

/**
 * Turns a description of storage into Kubernetes volumes for one group of instances. An immutable
 * record; its components are its YAML form, next to {@code type} (see {@link StorageKind}).
 * Implementations are pure: no I/O, no clock, no client.
 *
 * @since 0.1
 */
public interface StorageProvider {
  /**
   * The name of this kind of storage in the YAML form, such as {@code pvc}.
   *
   * @return a constant of the class
   */
  String type();

  /**
   * All that can be said to be wrong without a cluster.
   *
   * @param path the path of this value in the spec, a prefix of every violation's path
   * @param instances how many instances will use it, at least 1
   * @return violations in the order of the fields; empty when there are none
   */
  List<Violation> validate(String path, int instances);

  /**
   * The objects and the pod's part for one group of instances.
   *
   * @param request whose volumes they are
   * @return what to create and what the pods need
   */
  GroupVolumes render(VolumeRequest request);

  /**
   * The disks that this value names, as {@code driver/handle}; a disk may stand once in a cluster.
   *
   * @return empty for storage that is provisioned on demand
   */
  default List<String> usedDisks() {
    return List.of();
  }

  /**
   * What only a cluster can answer, to be asked before anything is changed.
   *
   * @param request whose volumes they are
   * @return checks in a fixed order
   */
  default List<ClusterCheck> checks(VolumeRequest request) {
    return List.of();
  }
}
