package io.pgcluster.storage;

import java.util.List;
import java.util.Optional;

/**
 * A disk that exists.
 *
 * @param handle as its CSI driver calls it
 * @param zones where it can be mounted, as the driver's zone key has it; empty for everywhere, or
 *     where the handle says it
 * @param volumeName the name of its PersistentVolume; empty for the handle where that is a name of
 *     Kubernetes, else the namespace and the claim's name
 * @since 0.1
 */
public record CsiDisk(String handle, List<String> zones, Optional<String> volumeName) {
  /** Keeps its own copy of the list. */
  public CsiDisk {
    zones = List.copyOf(zones);
  }

  /**
   * A disk by its handle.
   *
   * @param handle as its CSI driver calls it
   * @param zones where it can be mounted
   * @return its PersistentVolume gets a name of its own accord
   */
  public static CsiDisk of(String handle, String... zones) {
    return new CsiDisk(handle, List.of(zones), Optional.empty());
  }

  /**
   * This disk with a name for its PersistentVolume.
   *
   * @param name unique among all PersistentVolumes
   * @return the changed copy
   */
  public CsiDisk withVolumeName(String name) {
    return new CsiDisk(handle, zones, Optional.of(name));
  }

  String volumeName(VolumeRequest request, int ordinal) {
    return volumeName.orElseGet(
        () ->
            VolumeRules.name(handle).isEmpty()
                ? handle
                : request.namespace() + "-" + request.claimName(ordinal));
  }
}
