package io.pgcluster.storage;

import io.pgcluster.Violation;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Disks that exist, one for each instance, mounted by a CSI driver. Each gets a PersistentVolume
 * and a claim that name each other, so that neither can be bound to anything else, and is never
 * deleted: its reclaim policy is {@code Retain}.
 *
 * <p>{@link #aws}, {@link #gcp} and {@link #azure} know how their cloud calls disks and zones; so
 * does this class for {@code driver} of the same name. Volumes of any other driver are taken as
 * described. Network file systems are refused: they cannot keep two postmasters apart.
 *
 * <p>Volume and claim share a StorageClass name that is a key and nothing else. The class need not
 * exist; should the disk ever grow by its claim, make one of that name with the provisioner {@code
 * kubernetes.io/no-provisioner} and {@code allowVolumeExpansion}.
 *
 * @param driver the CSI driver, as {@code kubectl get csidrivers} shows it
 * @param disks one for each instance, in order
 * @param size the size of each disk; {@code 20G} is taken for {@code 20Gi}
 * @param mount how they are mounted; default {@code ext4}
 * @param zoneKey the node label that tells zones apart; empty for that of a known driver
 * @param accessMode who may mount them; default {@code ReadWriteOnce}
 * @param bindingKey the StorageClass name that volume and claim share; empty for {@code
 *     pgcluster-<namespace>-<cluster>}
 * @since 0.1
 */
public record CsiVolume(
    String driver,
    List<CsiDisk> disks,
    String size,
    CsiMount mount,
    Optional<String> zoneKey,
    VolumeAccess accessMode,
    Optional<String> bindingKey)
    implements StorageProvider {
  private static final Set<String> NETWORK_FILE_SYSTEMS =
      Set.of(
          "nasplugin.csi.alibabacloud.com",
          "nfs.csi.k8s.io",
          "efs.csi.aws.com",
          "filestore.csi.storage.gke.io",
          "file.csi.azure.com",
          "smb.csi.k8s.io");

  /** Keeps its own copy of the list. */
  public CsiVolume {
    disks = List.copyOf(disks);
    size = VolumeRules.sizeOfDisk(size);
  }

  /**
   * Disks of any CSI driver.
   *
   * @param driver as {@code kubectl get csidrivers} shows it
   * @param size of each disk, such as {@code 20Gi}
   * @param disks one for each instance, in order
   * @return mounted as {@code ext4}
   */
  public static CsiVolume of(String driver, String size, CsiDisk... disks) {
    return new CsiVolume(
        driver,
        List.of(disks),
        size,
        CsiMount.DEFAULT,
        Optional.empty(),
        VolumeAccess.READ_WRITE_ONCE,
        Optional.empty());
  }

  /**
   * Volumes of AWS Elastic Block Store.
   *
   * @param size of each, such as {@code 20Gi}
   * @param disks handles such as {@code vol-0123456789abcdef0}, each with its zone
   * @return mounted as {@code ext4}
   */
  public static CsiVolume aws(String size, CsiDisk... disks) {
    return of(KnownDriver.AWS.driver(), size, disks);
  }

  /**
   * Persistent disks of Google Cloud.
   *
   * @param size of each, such as {@code 20Gi}
   * @param disks handles such as {@code projects/my-project/zones/europe-west1-b/disks/pg-0}, which
   *     say the zone; or regional ones ({@code …/regions/europe-west1/…}), each with its two zones
   * @return mounted as {@code ext4}
   */
  public static CsiVolume gcp(String size, CsiDisk... disks) {
    return of(KnownDriver.GCP.driver(), size, disks);
  }

  /**
   * Managed disks of Azure.
   *
   * @param size of each, such as {@code 20Gi}
   * @param disks resource ids, each with its zones such as {@code eastus2-1}; without zones where
   *     the disk is in none
   * @return mounted as {@code ext4}
   */
  public static CsiVolume azure(String size, CsiDisk... disks) {
    return of(KnownDriver.AZURE.driver(), size, disks);
  }

  /**
   * These volumes mounted otherwise.
   *
   * @param how the file system, options and the driver's attributes
   * @return the changed copy
   */
  public CsiVolume withMount(CsiMount how) {
    return new CsiVolume(driver, disks, size, how, zoneKey, accessMode, bindingKey);
  }

  /**
   * These volumes with a zone key.
   *
   * @param key the node label that tells zones apart
   * @return the changed copy
   */
  public CsiVolume withZoneKey(String key) {
    return new CsiVolume(driver, disks, size, mount, Optional.of(key), accessMode, bindingKey);
  }

  /**
   * These volumes with another access mode.
   *
   * @param mode who may mount them
   * @return the changed copy
   */
  public CsiVolume withAccessMode(VolumeAccess mode) {
    return new CsiVolume(driver, disks, size, mount, zoneKey, mode, bindingKey);
  }

  /**
   * These volumes with another binding key.
   *
   * @param key a StorageClass name that no class with a provisioner has, unique in the Kubernetes
   *     cluster
   * @return the changed copy
   */
  public CsiVolume withBindingKey(String key) {
    return new CsiVolume(driver, disks, size, mount, zoneKey, accessMode, Optional.of(key));
  }

  @Override
  public String type() {
    return "csi";
  }

  @Override
  public List<Violation> validate(String path, int instances) {
    Problems problems = new Problems(path);
    if (NETWORK_FILE_SYSTEMS.contains(driver)) {
      problems.add(
          "driver",
          "%s is a network file system, which cannot keep a postmaster of another node from the same PGDATA; take a disk"
              .formatted(driver));
    } else {
      problems.add("driver", VolumeRules.name(driver));
    }
    if (disks.size() != instances) {
      problems.add(
          "disks",
          "names %d for %d instances; name one for each".formatted(disks.size(), instances));
    }
    Set<String> handles = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < disks.size(); i++) {
      disk(problems, "disks[%d]".formatted(i), disks.get(i), handles, names);
    }
    problems.add("size", VolumeRules.size(size));
    mount.check(problems, "mount");
    zoneKey(problems);
    problems.add("accessMode", VolumeRules.accessMode(accessMode));
    bindingKey.ifPresent(key -> problems.add("bindingKey", VolumeRules.name(key)));
    return problems.found();
  }

  private void disk(
      Problems problems, String field, CsiDisk disk, Set<String> handles, Set<String> names) {
    if (disk.handle().isBlank()) {
      problems.add(field + ".handle", "is empty; give the disk as the driver calls it");
    } else {
      known().ifPresent(k -> problems.add(field + ".handle", k.handleProblem(disk)));
    }
    if (!handles.add(disk.handle())) {
      problems.add(
          field,
          "%s is named twice; two instances on one disk destroy it"
              .formatted(Violation.shown(disk.handle())));
    }
    known().ifPresent(k -> problems.add(field + ".zones", k.zoneProblem(disk)));
    disk.zones().forEach(zone -> problems.add(field + ".zones", VolumeRules.labelValue(zone)));
    disk.volumeName()
        .ifPresent(
            name -> {
              problems.add(field + ".volumeName", VolumeRules.name(name));
              if (!names.add(name)) {
                problems.add(
                    field + ".volumeName",
                    "%s is the name of two volumes; give each its own"
                        .formatted(Violation.shown(name)));
              }
            });
  }

  private void zoneKey(Problems problems) {
    zoneKey.ifPresent(key -> problems.add("zoneKey", VolumeRules.labelKey(key)));
    if (zoneKey.isEmpty()
        && known().isEmpty()
        && disks.stream().anyMatch(disk -> !disk.zones().isEmpty())) {
      problems.add(
          "zoneKey",
          "is missing; give the node label by which driver %s knows zones".formatted(driver));
    }
  }

  private Optional<KnownDriver> known() {
    return KnownDriver.of(driver);
  }

  /** The label by which nodes are told apart; empty when disks can be mounted everywhere. */
  Optional<String> nodeLabel() {
    return zoneKey.or(() -> known().map(KnownDriver::zoneKey));
  }

  /** Where a disk is, as far as it or its handle says. */
  List<String> zones(CsiDisk disk) {
    return known().map(k -> k.zones(disk)).orElse(disk.zones());
  }

  @Override
  public GroupVolumes render(VolumeRequest request) {
    return new StaticVolumes(this, request).render();
  }

  @Override
  public List<String> usedDisks() {
    return disks.stream().map(CsiDisk::handle).distinct().map(h -> driver + "/" + h).toList();
  }

  @Override
  public List<ClusterCheck> checks(VolumeRequest request) {
    return new StaticVolumes(this, request).checks();
  }
}
