package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.pgcluster.Violation;
import java.util.List;
import java.util.Optional;

/**
 * A folder of the node that lives and dies with the pod, for tests alone: when a pod is deleted,
 * evicted or moved, its data is gone. A standby then clones anew; a primary begins empty.
 *
 * @param sizeLimit at which the pod is evicted, such as {@code 1Gi}; empty for none
 * @param memory whether it is in the node's memory, which counts as the container's and needs a
 *     limit
 * @since 0.1
 */
public record EphemeralStorage(Optional<String> sizeLimit, boolean memory)
    implements StorageProvider {
  /**
   * A folder on the node's disk.
   *
   * @return without limit
   */
  public static EphemeralStorage onDisk() {
    return new EphemeralStorage(Optional.empty(), false);
  }

  /**
   * A folder in the node's memory.
   *
   * @param sizeLimit how much it may hold, such as {@code 1Gi}
   * @return as fast as it gets
   */
  public static EphemeralStorage inMemory(String sizeLimit) {
    return new EphemeralStorage(Optional.of(sizeLimit), true);
  }

  /**
   * This storage with a limit.
   *
   * @param limit at which the pod is evicted, such as {@code 1Gi}
   * @return the changed copy
   */
  public EphemeralStorage withSizeLimit(String limit) {
    return new EphemeralStorage(Optional.of(limit), memory);
  }

  @Override
  public String type() {
    return "ephemeral";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    Problems problems = new Problems(path);
    sizeLimit.ifPresent(limit -> problems.add("sizeLimit", VolumeRules.size(limit)));
    if (memory && sizeLimit.isEmpty()) {
      problems.add(
          "sizeLimit", "is missing; memory without a limit can take all that the node has");
    }
    return problems.found();
  }

  @Override
  public GroupVolumes render(VolumeRequest request) {
    EmptyDirVolumeSource folder = new EmptyDirVolumeSource();
    if (memory) {
      folder.setMedium("Memory");
    }
    sizeLimit.map(Quantity::new).ifPresent(folder::setSizeLimit);
    Volume volume = new Volume();
    volume.setName(request.claim());
    volume.setEmptyDir(folder);
    return GroupVolumes.ofPod(volume);
  }
}
