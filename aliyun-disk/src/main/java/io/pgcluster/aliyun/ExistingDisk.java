package io.pgcluster.aliyun;

import io.pgcluster.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One disk that exists.
 *
 * @param id such as {@code d-bp1j17ifxfasvts3tf40}
 * @param zone where it is, such as {@code cn-hangzhou-b}; empty for a zone-redundant disk
 * @param region where it is, such as {@code cn-hangzhou}; may be left out when the zone is given
 * @param volumeName the name of its PersistentVolume; empty for the id
 * @since 0.1
 */
public record ExistingDisk(
    String id, Optional<String> zone, Optional<String> region, Optional<String> volumeName) {

  /**
   * A disk by its id; give its zone too.
   *
   * @param id such as {@code d-bp1j17ifxfasvts3tf40}
   * @return without zone and region, one of which is required
   */
  public static ExistingDisk of(String id) {
    return new ExistingDisk(id, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * A disk of one zone.
   *
   * @param id such as {@code d-bp1j17ifxfasvts3tf40}
   * @param zone such as {@code cn-hangzhou-b}
   * @return its PersistentVolume has the disk's id for a name
   */
  public static ExistingDisk of(String id, String zone) {
    return of(id).withZone(zone);
  }

  /**
   * This disk in a zone.
   *
   * @param name such as {@code cn-hangzhou-b}
   * @return the changed copy
   */
  public ExistingDisk withZone(String name) {
    return new ExistingDisk(id, Optional.of(name), region, volumeName);
  }

  /**
   * This disk in a region.
   *
   * @param name such as {@code cn-hangzhou}
   * @return the changed copy
   */
  public ExistingDisk withRegion(String name) {
    return new ExistingDisk(id, zone, Optional.of(name), volumeName);
  }

  /**
   * This disk with a name for its PersistentVolume.
   *
   * @param name unique among all PersistentVolumes
   * @return the changed copy
   */
  public ExistingDisk withVolumeName(String name) {
    return new ExistingDisk(id, zone, region, Optional.of(name));
  }

  /** Whether it can be mounted in every zone of its region. */
  boolean isRegional() {
    return zone.isEmpty();
  }

  List<Violation> validate(String path, boolean flexVolume) {
    List<Violation> found = new ArrayList<>();
    Places.disk(id).ifPresent(problem -> found.add(new Violation(path + ".id", problem)));
    if (zone.isEmpty() && region.isEmpty()) {
      found.add(
          new Violation(
              path + ".zone",
              "is missing; give the disk's zone, or the pod may be sent where the disk is not"));
    }
    Places.zone(zone, region)
        .ifPresent(problem -> found.add(new Violation(path + ".zone", problem)));
    Places.region(region).ifPresent(problem -> found.add(new Violation(path + ".region", problem)));
    volumeName
        .filter(name -> flexVolume && !name.equals(id))
        .ifPresent(
            name ->
                found.add(
                    new Violation(
                        path + ".volumeName",
                        "%s is not the disk's id, by which the FlexVolume plugin detaches it; leave it out"
                            .formatted(Violation.shown(name)))));
    return found;
  }
}
