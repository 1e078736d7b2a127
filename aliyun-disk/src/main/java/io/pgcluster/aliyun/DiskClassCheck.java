package io.pgcluster.aliyun;

import io.pgcluster.Violation;
import io.pgcluster.storage.VolumeRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All that is wrong with a class, in the order of its fields. */
final class DiskClassCheck {
  /** The driver takes more operations for no disk. */
  private static final long MAX_IOPS = 50_000;

  private static final int MAX_DAYS = 65_536;
  private static final String TAGS = "diskTags";
  private static final String STORAGE_CLUSTER = "storageClusterId";
  private static final String SNAPSHOT_DAYS = "volumeDeleteSnapshotRetentionDays";
  private static final Set<String> KNOWN =
      Set.of("regionId", "resourceGroupId", "mkfsOptions", TAGS, STORAGE_CLUSTER, SNAPSHOT_DAYS);

  /** Parameters that are not to be given here, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.ofEntries(
          Map.entry("type", "is said by categories"),
          Map.entry("performanceLevel", "is said by performanceLevels"),
          Map.entry("encrypted", "is said by encryption"),
          Map.entry("kmsKeyId", "is said by encryption.kmsKeyId"),
          Map.entry("provisionedIops", "is said by autoPl"),
          Map.entry("burstingEnabled", "is said by autoPl"),
          Map.entry("fstype", "is said by fsType"),
          Map.entry("csi.storage.k8s.io/fstype", "is said by fsType"),
          Map.entry("zoneId", "is said by zones"),
          Map.entry(
              "multiAttach",
              "allows two postmasters on one PGDATA, which destroys it; leave it out"),
          Map.entry(
              "volumeSizeAutoAvailable",
              "makes disks larger than size says; give the size that is wanted"),
          Map.entry("volumeExpandAutoSnapshot", "is obsolete; leave it out"));

  private final AliyunDiskClass diskClass;
  private final String path;
  private final List<Violation> found = new ArrayList<>();

  DiskClassCheck(AliyunDiskClass diskClass, String path) {
    this.diskClass = diskClass;
    this.path = path;
  }

  List<Violation> found() {
    categories();
    performanceLevels();
    encryption();
    autoPl();
    diskClass.fsType().flatMap(VolumeRules::fileSystem).ifPresent(text -> add("fsType", text));
    zones();
    diskClass.parameters().forEach(this::parameter);
    return List.copyOf(found);
  }

  private void add(String field, String problem) {
    found.add(new Violation(path + "." + field, problem));
  }

  private void categories() {
    List<DiskCategory> categories = diskClass.categories();
    if (categories.isEmpty()) {
      add(
          "categories",
          "is empty, for which the driver takes categories that are not sold any more; name cloud_auto, cloud_essd or another");
    }
    twice("categories", categories);
    for (DiskCategory category : categories) {
      category.whyNotSold().ifPresent(text -> add("categories", text));
    }
  }

  private void twice(String field, List<?> values) {
    Set<Object> seen = new HashSet<>();
    for (Object value : values) {
      if (!seen.add(value)) {
        add(field, "names %s twice; name it once".formatted(value));
      }
    }
  }

  private void performanceLevels() {
    twice("performanceLevels", diskClass.performanceLevels());
    if (!diskClass.performanceLevels().isEmpty()
        && !diskClass.categories().contains(DiskCategory.CLOUD_ESSD)) {
      add("performanceLevels", "are of cloud_essd alone; leave them out, or add that category");
    }
  }

  private void encryption() {
    diskClass
        .encryption()
        .flatMap(Encryption::kmsKeyId)
        .filter(String::isBlank)
        .ifPresent(key -> add("encryption.kmsKeyId", "is empty; leave it out for the default key"));
  }

  private void autoPl() {
    Optional<AutoPl> autoPl = diskClass.autoPl();
    if (autoPl.isPresent() && !diskClass.categories().contains(DiskCategory.CLOUD_AUTO)) {
      add("autoPl", "is of cloud_auto alone; leave it out, or add that category");
    }
    autoPl
        .flatMap(AutoPl::provisionedIops)
        .filter(iops -> iops < 0 || iops > MAX_IOPS)
        .ifPresent(
            iops ->
                add("autoPl.provisionedIops", "%d is outside 0 to %d".formatted(iops, MAX_IOPS)));
  }

  private void zones() {
    twice("zones", diskClass.zones());
    Optional<String> region = Optional.ofNullable(diskClass.parameters().get("regionId"));
    for (String zone : diskClass.zones()) {
      Places.zone(Optional.of(zone), region).ifPresent(text -> add("zones", text));
    }
  }

  private void parameter(String key, String value) {
    String field = Violation.path("parameters", key);
    String why = ELSEWHERE.get(key);
    if (why != null) {
      add(field, why);
    } else if (!KNOWN.contains(key) && !key.startsWith(TAGS + "/")) {
      add(
          field,
          "is no parameter of the driver, which would not see it; there are %s"
              .formatted(KNOWN.stream().sorted().toList()));
    } else if (value.isBlank()) {
      add(field, "is empty; leave it out");
    } else if (key.equals(STORAGE_CLUSTER) && diskClass.performanceLevels().isEmpty()) {
      add(field, "needs performanceLevels; give them");
    } else if (key.equals(SNAPSHOT_DAYS) && !isDays(value)) {
      add(field, "%s is not 1 to %d days".formatted(Violation.shown(value), MAX_DAYS));
    }
  }

  private static boolean isDays(String value) {
    return value.matches("[1-9][0-9]{0,4}") && Integer.parseInt(value) <= MAX_DAYS;
  }
}
