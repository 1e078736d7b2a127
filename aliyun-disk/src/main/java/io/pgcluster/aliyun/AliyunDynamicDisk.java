package io.pgcluster.aliyun;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pgcluster.Violation;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeAccess;
import io.pgcluster.storage.VolumeRequest;
import io.pgcluster.storage.VolumeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * New Alibaba Cloud disks, made on demand: one for each instance, in the zone where its pod is to
 * run. They are of a StorageClass that is there, or of one that is made from {@code diskClass}; a
 * class is cluster-scoped, so where making it is forbidden, it has to be there already.
 *
 * @param size of each, such as {@code 40Gi}; {@code 40G} is taken for {@code 40Gi}
 * @param accessMode who may mount them; default {@code ReadWriteOnce}
 * @param storageClass a class that is there, such as {@code alicloud-disk-topology-alltype}; empty
 *     to make one
 * @param diskClass the class to make; empty to use one that is there
 * @since 0.1
 */
public record AliyunDynamicDisk(
    String size,
    VolumeAccess accessMode,
    Optional<String> storageClass,
    Optional<AliyunDiskClass> diskClass)
    implements StorageProvider {

  /** Takes {@code 40G} for {@code 40Gi}. */
  public AliyunDynamicDisk {
    size = VolumeRules.sizeOfDisk(size);
  }

  /**
   * New disks of a class that is made for them.
   *
   * @param size of each, such as {@code 40Gi}
   * @param diskClass what they are
   * @return mounted by one node at a time
   */
  public static AliyunDynamicDisk of(String size, AliyunDiskClass diskClass) {
    return new AliyunDynamicDisk(
        size, VolumeAccess.READ_WRITE_ONCE, Optional.empty(), Optional.of(diskClass));
  }

  /**
   * New disks of a class that is there.
   *
   * @param size of each, such as {@code 40Gi}
   * @param storageClass such as {@code alicloud-disk-topology-alltype}
   * @return mounted by one node at a time
   */
  public static AliyunDynamicDisk ofClass(String size, String storageClass) {
    return new AliyunDynamicDisk(
        size, VolumeAccess.READ_WRITE_ONCE, Optional.of(storageClass), Optional.empty());
  }

  /**
   * These disks with another access mode.
   *
   * @param mode who may mount them
   * @return the changed copy
   */
  public AliyunDynamicDisk withAccessMode(VolumeAccess mode) {
    return new AliyunDynamicDisk(size, mode, storageClass, diskClass);
  }

  @Override
  public String type() {
    return "aliyun-disk-dynamic";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    List<Violation> found = new ArrayList<>();
    VolumeRules.size(size).ifPresent(problem -> found.add(new Violation(path + ".size", problem)));
    sizeProblems().forEach(problem -> found.add(new Violation(path + ".size", problem)));
    VolumeRules.accessMode(accessMode)
        .ifPresent(problem -> found.add(new Violation(path + ".accessMode", problem)));
    if (storageClass.isPresent() == diskClass.isPresent()) {
      found.add(
          new Violation(
              path + ".diskClass",
              storageClass.isPresent()
                  ? "would be made, but storageClass names one that is there; give one of the two"
                  : "is missing; say what disks are wanted, or name a class that is there in storageClass"));
    }
    storageClass
        .flatMap(ShippedClass::problem)
        .ifPresent(problem -> found.add(new Violation(path + ".storageClass", problem)));
    diskClass.ifPresent(c -> found.addAll(new DiskClassCheck(c, path + ".diskClass").found()));
    return FieldOrder.of(AliyunDynamicDisk.class, path).sorted(found);
  }

  private List<String> sizeProblems() {
    List<String> problems = new ArrayList<>();
    diskClass.ifPresent(
        c -> Minimum.of(c).forEach(least -> GibSize.problem(size, least).ifPresent(problems::add)));
    storageClass
        .flatMap(ShippedClass::minimum)
        .flatMap(least -> GibSize.problem(size, least))
        .ifPresent(problems::add);
    return problems;
  }

  @Override
  public GroupVolumes render(VolumeRequest request) {
    List<HasMetadata> classes = new ArrayList<>();
    diskClass.ifPresent(c -> classes.add(c.toModel()));
    return new GroupVolumes(
        classes, claims().render(request).claimTemplate(), Optional.empty(), Optional.empty());
  }

  private PvcStorage claims() {
    PvcStorage claims = PvcStorage.size(size).withAccessMode(accessMode);
    return storageClass
        .or(() -> diskClass.map(AliyunDiskClass::name))
        .map(claims::withStorageClass)
        .orElse(claims);
  }

  @Override
  public List<ClusterCheck> checks(VolumeRequest request) {
    if (diskClass.isEmpty()) {
      return claims().checks(request);
    }
    List<String> zones = diskClass.get().zones();
    return zones.isEmpty()
        ? List.of()
        : List.of(ClusterCheck.NodeWithLabels.of(StaticDisks.ZONE, zones));
  }
}
