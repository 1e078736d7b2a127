package io.pgcluster.storage;

import io.pgcluster.Violation;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The CSI drivers of large clouds: how they call disks and zones. */
enum KnownDriver {
  AWS(
      "ebs.csi.aws.com",
      "topology.ebs.csi.aws.com/zone",
      "vol-(?:[0-9a-f]{8}|[0-9a-f]{17})",
      "vol-0123456789abcdef0") {
    @Override
    Optional<String> zoneProblem(CsiDisk disk) {
      return disk.zones().size() == 1
          ? Optional.empty()
          : Optional.of("names %d zones; an EBS volume is in one".formatted(disk.zones().size()));
    }
  },

  GCP(
      "pd.csi.storage.gke.io",
      "topology.gke.io/zone",
      "projects/[a-z0-9.:-]+/(zones|regions)/([a-z0-9-]+)/disks/[a-z]([-a-z0-9]*[a-z0-9])?",
      "projects/my-project/zones/europe-west1-b/disks/pg-0") {
    @Override
    List<String> zones(CsiDisk disk) {
      return disk.zones().isEmpty() ? zoneOf(disk).map(List::of).orElse(List.of()) : disk.zones();
    }

    private Optional<String> zoneOf(CsiDisk disk) {
      Matcher handle = handle(disk);
      return handle.matches() && handle.group(1).equals("zones")
          ? Optional.of(handle.group(2))
          : Optional.empty();
    }

    @Override
    Optional<String> zoneProblem(CsiDisk disk) {
      Optional<String> zone = zoneOf(disk);
      if (zone.isPresent()) {
        return zones(disk).equals(List.of(zone.get()))
            ? Optional.empty()
            : Optional.of(
                "are %s, but the disk is in %s, as its handle says; leave zones out"
                    .formatted(disk.zones(), zone.get()));
      }
      Matcher handle = handle(disk);
      if (!handle.matches()) {
        return Optional.empty();
      }
      String region = handle.group(2);
      boolean fit =
          disk.zones().size() == 2
              && disk.zones().stream().allMatch(name -> name.startsWith(region + "-"));
      return fit
          ? Optional.empty()
          : Optional.of(
              "are %s, but a regional disk is in two zones of its region; give the two of %s"
                  .formatted(disk.zones(), region));
    }
  },

  AZURE(
      "disk.csi.azure.com",
      "topology.disk.csi.azure.com/zone",
      "(?i:/subscriptions/[^/\\s]+/resourceGroups/[^/\\s]+/providers/Microsoft\\.Compute/disks/[^/\\s]+)",
      "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/disks/pg-0") {
    @Override
    Optional<String> zoneProblem(CsiDisk disk) {
      return disk.zones().stream()
          .filter(zone -> !zone.matches("[a-z0-9]+-[0-9]"))
          .findFirst()
          .map(
              zone ->
                  "%s is not a zone of Azure; write region and number, such as eastus2-1"
                      .formatted(Violation.shown(zone)));
    }
  };

  private final String driver;
  private final String zoneKey;
  private final Pattern handle;
  private final String example;

  KnownDriver(String driver, String zoneKey, String handle, String example) {
    this.driver = driver;
    this.zoneKey = zoneKey;
    this.handle = Pattern.compile(handle);
    this.example = example;
  }

  static Optional<KnownDriver> of(String driver) {
    return Arrays.stream(values()).filter(known -> known.driver.equals(driver)).findFirst();
  }

  String driver() {
    return driver;
  }

  String zoneKey() {
    return zoneKey;
  }

  Matcher handle(CsiDisk disk) {
    return handle.matcher(disk.handle());
  }

  Optional<String> handleProblem(CsiDisk disk) {
    return handle(disk).matches()
        ? Optional.empty()
        : Optional.of(
            "%s is not a disk of %s; write it as %s"
                .formatted(Violation.shown(disk.handle()), driver, example));
  }

  /** Where the disk is, as far as it is said. */
  List<String> zones(CsiDisk disk) {
    return disk.zones();
  }

  abstract Optional<String> zoneProblem(CsiDisk disk);
}
