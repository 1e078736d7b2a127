package io.pgcluster.storage;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.pgcluster.Violation;
import java.util.List;
import java.util.Optional;

/**
 * A claim for each instance, filled by a StorageClass.
 *
 * @param size how much, such as {@code 10Gi}
 * @param storageClass the class; empty for the cluster's default
 * @since 0.1
 */
public record PvcStorage(String size, Optional<String> storageClass) implements StorageProvider {
  /**
   * A claim of the cluster's default StorageClass.
   *
   * @param size how much, such as {@code 10Gi}
   * @return the storage
   */
  public static PvcStorage size(String size) {
    return new PvcStorage(size, Optional.empty());
  }

  @Override
  public String type() {
    return "pvc";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    return List.of();
  }

  @Override
  public GroupVolumes render(VolumeRequest request) {
    var template =
        new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withName(request.claim())
            .withLabels(request.labels())
            .endMetadata()
            .withNewSpec()
            .withAccessModes("ReadWriteOnce")
            .withStorageClassName(storageClass.orElse(null))
            .withNewResources()
            .addToRequests("storage", new Quantity(size))
            .endResources()
            .endSpec()
            .build();
    return new GroupVolumes(List.of(), Optional.of(template), Optional.empty(), Optional.empty());
  }
}
