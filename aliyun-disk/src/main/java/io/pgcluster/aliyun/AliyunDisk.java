package io.pgcluster.aliyun;

import io.pgcluster.Violation;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.CsiMount;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.StorageKind;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeAccess;
import io.pgcluster.storage.VolumeRequest;
import io.pgcluster.storage.VolumeRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Alibaba Cloud disks that exist, by their ids: one for each instance.
 *
 * <pre>{@code
 * AliyunDisk.volume("d-bp1j17ifxfasvts3tf40").withSize("20Gi").withZone("cn-hangzhou-b")
 * }</pre>
 *
 * <p>A disk has to be pay-as-you-go, in the account, region and zone of the nodes, attached to
 * nothing else, and hold no file system or the one that {@code mount} names. The CSI driver takes a
 * disk that is attached elsewhere away from there, without asking: so no other PersistentVolume may
 * carry it. It is never deleted; a cluster that is deleted and made anew finds its data.
 *
 * <p>Disks made on demand are {@link #dynamic}.
 *
 * @param disks one for each instance, in order
 * @param size the size of each disk; {@code 20G} is taken for {@code 20Gi}
 * @param category what the disks are: keeps pods off nodes that cannot attach it; empty when not
 *     known
 * @param mount how they are mounted; default {@code ext4}
 * @param accessMode who may mount them; default {@code ReadWriteOnce}
 * @param bindingKey the StorageClass name that volume and claim share; see {@link CsiVolume}
 * @param legacyFlexVolume whether the PersistentVolume is of the FlexVolume plugin that came before
 *     CSI, for a Kubernetes that still has it
 * @since 0.1
 */
public record AliyunDisk(
    List<ExistingDisk> disks,
    String size,
    Optional<DiskCategory> category,
    CsiMount mount,
    VolumeAccess accessMode,
    Optional<String> bindingKey,
    boolean legacyFlexVolume)
    implements StorageProvider {
  /** The YAML form of disks that exist, of type {@code aliyun-disk}, for {@code PgClusterYaml}. */
  public static final StorageKind STATIC = StorageKind.of(volumes(""), "disks", "size");

  /**
   * The YAML form of disks made on demand, of type {@code aliyun-disk-dynamic}, for {@code
   * PgClusterYaml}.
   */
  public static final StorageKind DYNAMIC =
      StorageKind.of(
          new AliyunDynamicDisk(
              "", VolumeAccess.READ_WRITE_ONCE, Optional.empty(), Optional.empty()),
          "size");

  /** Keeps its own copy of the list. */
  public AliyunDisk {
    disks = List.copyOf(disks);
    size = VolumeRules.sizeOfDisk(size);
  }

  /**
   * A disk that exists, for a single instance. Give its size and its zone too.
   *
   * @param id such as {@code d-bp1j17ifxfasvts3tf40}
   * @return without size and zone, which are required
   */
  public static AliyunDisk volume(String id) {
    return volumes("", ExistingDisk.of(id));
  }

  /**
   * Disks that exist, one for each instance.
   *
   * @param size of each, such as {@code 20Gi}
   * @param disks in order, each with its zone
   * @return mounted as {@code ext4}
   */
  public static AliyunDisk volumes(String size, ExistingDisk... disks) {
    return new AliyunDisk(
        List.of(disks),
        size,
        Optional.empty(),
        CsiMount.DEFAULT,
        VolumeAccess.READ_WRITE_ONCE,
        Optional.empty(),
        false);
  }

  /**
   * A new disk for each instance, of a StorageClass that is made for it.
   *
   * @param size of each, such as {@code 40Gi}
   * @param categories tried in order until one is in stock
   * @return the driver's defaults otherwise
   */
  public static AliyunDynamicDisk dynamic(String size, DiskCategory... categories) {
    return AliyunDynamicDisk.of(size, AliyunDiskClass.of(categories));
  }

  /**
   * A new disk for each instance, of a StorageClass that is made for it.
   *
   * @param size of each, such as {@code 40Gi}
   * @param diskClass what the disks are
   * @return mounted by one node at a time
   */
  public static AliyunDynamicDisk dynamic(String size, AliyunDiskClass diskClass) {
    return AliyunDynamicDisk.of(size, diskClass);
  }

  /**
   * A new disk for each instance, of a StorageClass that is there.
   *
   * @param size of each, such as {@code 40Gi}
   * @param storageClass such as {@code alicloud-disk-topology-alltype}, which ACK ships
   * @return mounted by one node at a time
   */
  public static AliyunDynamicDisk dynamicOfClass(String size, String storageClass) {
    return AliyunDynamicDisk.ofClass(size, storageClass);
  }

  /**
   * These disks with a size.
   *
   * @param gib the size of each, such as {@code 20Gi}
   * @return the changed copy
   */
  public AliyunDisk withSize(String gib) {
    return new AliyunDisk(disks, gib, category, mount, accessMode, bindingKey, legacyFlexVolume);
  }

  /**
   * These disks, all in one zone.
   *
   * @param zone such as {@code cn-hangzhou-b}
   * @return the changed copy
   */
  public AliyunDisk withZone(String zone) {
    return withDisks(disks.stream().map(disk -> disk.withZone(zone)).toList());
  }

  /**
   * These disks, all in one region: with a zone to agree with it, or as zone-redundant disks
   * without.
   *
   * @param region such as {@code cn-hangzhou}
   * @return the changed copy
   */
  public AliyunDisk withRegion(String region) {
    return withDisks(disks.stream().map(disk -> disk.withRegion(region)).toList());
  }

  private AliyunDisk withDisks(List<ExistingDisk> changed) {
    return new AliyunDisk(changed, size, category, mount, accessMode, bindingKey, legacyFlexVolume);
  }

  /**
   * These disks with their category.
   *
   * @param what they are
   * @return the changed copy
   */
  public AliyunDisk withCategory(DiskCategory what) {
    return new AliyunDisk(
        disks, size, Optional.of(what), mount, accessMode, bindingKey, legacyFlexVolume);
  }

  /**
   * These disks mounted otherwise.
   *
   * @param how the file system, options and the driver's attributes
   * @return the changed copy
   */
  public AliyunDisk withMount(CsiMount how) {
    return new AliyunDisk(disks, size, category, how, accessMode, bindingKey, legacyFlexVolume);
  }

  /**
   * These disks with another access mode.
   *
   * @param mode who may mount them
   * @return the changed copy
   */
  public AliyunDisk withAccessMode(VolumeAccess mode) {
    return new AliyunDisk(disks, size, category, mount, mode, bindingKey, legacyFlexVolume);
  }

  /**
   * These disks with another binding key.
   *
   * @param key a StorageClass name that no class with a provisioner has
   * @return the changed copy
   */
  public AliyunDisk withBindingKey(String key) {
    return new AliyunDisk(
        disks, size, category, mount, accessMode, Optional.of(key), legacyFlexVolume);
  }

  /**
   * These disks for the FlexVolume plugin, which a Kubernetes of today does not have: pods on one
   * without it fail with "no volume plugin matched".
   *
   * @return the changed copy
   */
  public AliyunDisk withLegacyFlexVolume() {
    return new AliyunDisk(disks, size, category, mount, accessMode, bindingKey, true);
  }

  @Override
  public String type() {
    return "aliyun-disk";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    List<Violation> found = new ArrayList<>();
    for (int i = 0; i < disks.size(); i++) {
      String at = "%s.disks[%d]".formatted(path, i);
      found.addAll(disks.get(i).validate(at, legacyFlexVolume));
      if (disks.get(i).isRegional() != disks.get(0).isRegional()) {
        found.add(
            new Violation(
                at, "has a zone and disks[0] has none, or the reverse; give all one, or none"));
      }
    }
    found.addAll(new StaticDisks(this).volumes().validate(path, instances));
    GibSize.problem(size, category.map(Minimum::of).orElse(Minimum.ANY))
        .ifPresent(problem -> found.add(new Violation(path + ".size", problem)));
    categoryProblem().ifPresent(problem -> found.add(new Violation(path + ".category", problem)));
    return FieldOrder.of(AliyunDisk.class, path).sorted(found);
  }

  private Optional<String> categoryProblem() {
    boolean regional = disks.stream().allMatch(ExistingDisk::isRegional);
    return category
        .filter(c -> (c == DiskCategory.CLOUD_REGIONAL_DISK_AUTO) != regional)
        .map(
            c ->
                regional
                    ? "%s is in one zone; give the zone of each disk".formatted(c)
                    : "%s is in all zones of its region; give the region of each disk and no zone"
                        .formatted(c));
  }

  @Override
  public List<String> usedDisks() {
    return new StaticDisks(this).volumes().usedDisks();
  }

  @Override
  public GroupVolumes render(VolumeRequest request) {
    return new StaticDisks(this).render(request);
  }

  @Override
  public List<ClusterCheck> checks(VolumeRequest request) {
    return new StaticDisks(this).checks(request);
  }
}
