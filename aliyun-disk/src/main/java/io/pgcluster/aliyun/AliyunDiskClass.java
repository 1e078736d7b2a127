package io.pgcluster.aliyun;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.TopologySelectorLabelRequirement;
import io.fabric8.kubernetes.api.model.TopologySelectorTerm;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A StorageClass for new disks: made in the zone where the pod is to run ({@code
 * WaitForFirstConsumer}), kept when their claim is deleted ({@code Retain}), and able to grow.
 *
 * <p>A class cannot be changed, so its name follows from what it says: another class is another
 * name. Clusters with equal classes share one, and none deletes it.
 *
 * @param categories tried in order until one is in stock; at least one, as the driver's own default
 *     is not sold any more
 * @param performanceLevels of ESSDs, tried in order; empty for PL1
 * @param encryption empty for none
 * @param autoPl empty for what comes with the size
 * @param fsType the file system; empty for {@code ext4}
 * @param zones where disks may be made; empty for wherever pods may run
 * @param parameters further ones of the CSI driver, such as {@code resourceGroupId}
 * @since 0.1
 */
public record AliyunDiskClass(
    List<DiskCategory> categories,
    List<PerformanceLevel> performanceLevels,
    Optional<Encryption> encryption,
    Optional<AutoPl> autoPl,
    Optional<String> fsType,
    List<String> zones,
    SortedMap<String, String> parameters) {

  /** Keeps its own copies. */
  public AliyunDiskClass {
    categories = List.copyOf(categories);
    performanceLevels = List.copyOf(performanceLevels);
    zones = List.copyOf(zones);
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /**
   * A class of some categories.
   *
   * @param categories tried in order until one is in stock
   * @return the driver's defaults otherwise
   */
  public static AliyunDiskClass of(DiskCategory... categories) {
    return new AliyunDiskClass(
        List.of(categories),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new TreeMap<>());
  }

  /**
   * This class with performance levels of ESSDs.
   *
   * @param levels tried in order
   * @return the changed copy
   */
  public AliyunDiskClass withPerformanceLevels(PerformanceLevel... levels) {
    return new AliyunDiskClass(
        categories, List.of(levels), encryption, autoPl, fsType, zones, parameters);
  }

  /**
   * This class encrypted with the default key.
   *
   * @return the changed copy
   */
  public AliyunDiskClass encrypted() {
    return with(new Encryption(Optional.empty()));
  }

  /**
   * This class encrypted with a key of the Key Management Service.
   *
   * @param kmsKeyId the key
   * @return the changed copy
   */
  public AliyunDiskClass encryptedWith(String kmsKeyId) {
    return with(new Encryption(Optional.of(kmsKeyId)));
  }

  private AliyunDiskClass with(Encryption how) {
    return new AliyunDiskClass(
        categories, performanceLevels, Optional.of(how), autoPl, fsType, zones, parameters);
  }

  /**
   * This class with operations provisioned, of {@code cloud_auto} alone.
   *
   * @param how provisioned operations and bursts
   * @return the changed copy
   */
  public AliyunDiskClass withAutoPl(AutoPl how) {
    return new AliyunDiskClass(
        categories, performanceLevels, encryption, Optional.of(how), fsType, zones, parameters);
  }

  /**
   * This class with another file system.
   *
   * @param type {@code ext4} or {@code xfs}
   * @return the changed copy
   */
  public AliyunDiskClass withFsType(String type) {
    return new AliyunDiskClass(
        categories, performanceLevels, encryption, autoPl, Optional.of(type), zones, parameters);
  }

  /**
   * This class in some zones.
   *
   * @param names such as {@code cn-hangzhou-b}
   * @return the changed copy
   */
  public AliyunDiskClass withZones(String... names) {
    return new AliyunDiskClass(
        categories, performanceLevels, encryption, autoPl, fsType, List.of(names), parameters);
  }

  /**
   * This class with a further parameter of the CSI driver.
   *
   * @param key such as {@code resourceGroupId}
   * @param value its value
   * @return the changed copy
   */
  public AliyunDiskClass withParameter(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(parameters);
    more.put(key, value);
    return new AliyunDiskClass(
        categories, performanceLevels, encryption, autoPl, fsType, zones, more);
  }

  /**
   * The name of the StorageClass.
   *
   * @return the same for equal classes, another for others
   */
  public String name() {
    return "pgcluster-" + ContentHash.of(parametersOfDriver() + " in " + zones);
  }

  SortedMap<String, String> parametersOfDriver() {
    SortedMap<String, String> all = new TreeMap<>(parameters);
    all.put("type", joined(categories));
    if (!performanceLevels.isEmpty()) {
      all.put("performanceLevel", joined(performanceLevels));
    }
    encryption.ifPresent(
        e -> {
          all.put("encrypted", "true");
          e.kmsKeyId().ifPresent(key -> all.put("kmsKeyId", key));
        });
    autoPl.ifPresent(
        auto -> {
          auto.provisionedIops()
              .ifPresent(iops -> all.put("provisionedIops", String.valueOf(iops)));
          all.put("burstingEnabled", String.valueOf(auto.burstingEnabled()));
        });
    all.put("csi.storage.k8s.io/fstype", fsType.orElse("ext4"));
    return all;
  }

  private static String joined(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  /** No label: it belongs to no single cluster. */
  StorageClass toModel() {
    ObjectMeta metadata = new ObjectMeta();
    metadata.setName(name());
    StorageClass model = new StorageClass();
    model.setMetadata(metadata);
    model.setProvisioner(StaticDisks.DRIVER);
    model.setParameters(parametersOfDriver());
    model.setReclaimPolicy("Retain");
    model.setVolumeBindingMode("WaitForFirstConsumer");
    model.setAllowVolumeExpansion(true);
    if (!zones.isEmpty()) {
      var requirement = new TopologySelectorLabelRequirement(StaticDisks.ZONE, zones);
      model.setAllowedTopologies(List.of(new TopologySelectorTerm(List.of(requirement))));
    }
    return model;
  }
}
