package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Optional;

/**
 * The volumes of one group of instances.
 *
 * @param objects PersistentVolumes, claims and classes to create before the pods, in order
 * @param claimTemplate the StatefulSet's claim template; empty when the pods bring {@code volume}
 * @param volume a volume of the pod itself (emptyDir, one existing claim); empty when there is a
 *     claim template
 * @param nodeAffinity where the pods have to run for the sake of the volume; empty where the volume
 *     itself says so to the scheduler, as PersistentVolumes do
 * @since 0.1
 */
public record GroupVolumes(
    List<HasMetadata> objects,
    Optional<PersistentVolumeClaim> claimTemplate,
    Optional<Volume> volume,
    Optional<NodeAffinity> nodeAffinity) {
  /** Keeps its own copy of the list. */
  public GroupVolumes {
    objects = List.copyOf(objects);
  }

  /**
   * Volumes that the pods of a StatefulSet claim.
   *
   * @param objects to create before the pods, in order
   * @param template the claim template
   * @return pods may run where the volumes say
   */
  public static GroupVolumes ofTemplate(List<HasMetadata> objects, PersistentVolumeClaim template) {
    return new GroupVolumes(objects, Optional.of(template), Optional.empty(), Optional.empty());
  }

  /**
   * A volume of the pod itself.
   *
   * @param volume with the name that was asked for
   * @return nothing to create before the pods
   */
  public static GroupVolumes ofPod(Volume volume) {
    return new GroupVolumes(List.of(), Optional.empty(), Optional.of(volume), Optional.empty());
  }
}
