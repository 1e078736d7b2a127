package io.pgcluster.aliyun;

import io.pgcluster.storage.VolumeRules;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a StorageClass that ACK ships, or once did.
 *
 * @param minimum the smallest disk it makes
 * @param problem why its disks will not do; empty when they will
 */
record ShippedClass(Minimum minimum, Optional<String> problem) {
  private static final String NOT_SOLD =
      "makes disks that are being withdrawn from sale; take alicloud-disk-topology-alltype";
  private static final String FLEX =
      "is of the FlexVolume plugin that came before CSI; take alicloud-disk-topology-alltype";
  private static final Minimum ESSD = new Minimum(20, "cloud_essd PL1");

  private static final Map<String, ShippedClass> KNOWN =
      Map.of(
          "alicloud-disk-topology-alltype",
          new ShippedClass(ESSD, Optional.empty()),
          "alicloud-disk-essd",
          new ShippedClass(ESSD, Optional.empty()),
          "alicloud-disk-ssd",
          unfit(NOT_SOLD),
          "alicloud-disk-efficiency",
          unfit(NOT_SOLD),
          "alicloud-disk-available",
          unfit(FLEX),
          "alicloud-disk-common",
          unfit(FLEX),
          "alicloud-disk-topology",
          unfit(FLEX),
          "alibabacloud-cnfs-nas",
          unfit(
              "is a network file system, which cannot keep a postmaster of another node from the same PGDATA; take a disk"));

  private static ShippedClass unfit(String why) {
    return new ShippedClass(Minimum.ANY, Optional.of(why));
  }

  private static Optional<ShippedClass> of(String name) {
    return Optional.ofNullable(KNOWN.get(name));
  }

  static Optional<Minimum> minimum(String name) {
    return of(name).map(ShippedClass::minimum);
  }

  /** Why disks of a class of this name will not do. */
  static Optional<String> problem(String name) {
    return VolumeRules.name(name)
        .or(() -> of(name).flatMap(ShippedClass::problem).map(text -> name + " " + text));
  }
}
