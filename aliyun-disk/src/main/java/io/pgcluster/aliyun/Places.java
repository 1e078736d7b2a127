package io.pgcluster.aliyun;

import io.pgcluster.Violation;
import java.util.Optional;
import java.util.regex.Pattern;

/** How Alibaba Cloud names disks, zones and regions. */
final class Places {
  private static final Pattern DISK = Pattern.compile("d-[a-z0-9]{6,40}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z0-9]+)+");
  private static final Pattern ZONE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)+");

  private Places() {}

  static Optional<String> disk(String id) {
    return DISK.matcher(id).matches()
        ? Optional.empty()
        : Optional.of(
            "%s is not the id of a disk; it begins with d-, such as d-bp1j17ifxfasvts3tf40"
                .formatted(Violation.shown(id)));
  }

  static Optional<String> region(Optional<String> region) {
    return region
        .filter(name -> !REGION.matcher(name).matches())
        .map(
            name -> "%s is not a region; write it as cn-hangzhou".formatted(Violation.shown(name)));
  }

  /**
   * A zone is the region, {@code -} and a letter, but of some regions just region and letter, and
   * outside the public cloud anything: where the region is given, it has to begin with that.
   */
  static Optional<String> zone(Optional<String> zone, Optional<String> region) {
    return zone.flatMap(
        name -> {
          if (!ZONE.matcher(name).matches()) {
            return Optional.of(
                "%s is not a zone; write it as cn-hangzhou-b".formatted(Violation.shown(name)));
          }
          return region
              .filter(r -> name.equals(r) || !name.startsWith(r))
              .map(r -> "%s is not in the region %s; correct one".formatted(name, r));
        });
  }
}
