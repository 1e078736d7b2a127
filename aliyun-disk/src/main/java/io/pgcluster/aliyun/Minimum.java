package io.pgcluster.aliyun;

import java.util.ArrayList;
import java.util.List;

/**
 * The smallest disk of some kind.
 *
 * @param gib in GiB
 * @param what the kind
 */
record Minimum(int gib, String what) {
  /** A disk of no known category. */
  static final Minimum ANY = new Minimum(1, "any disk");

  static Minimum of(DiskCategory category) {
    return new Minimum(category.minimumGib(), category.toString());
  }

  /** Of each kind that may be tried, as a size that one of them refuses is no second choice. */
  static List<Minimum> of(AliyunDiskClass diskClass) {
    List<Minimum> minima = new ArrayList<>();
    for (DiskCategory category : diskClass.categories()) {
      if (category != DiskCategory.CLOUD_ESSD) {
        minima.add(of(category));
        continue;
      }
      List<PerformanceLevel> levels = diskClass.performanceLevels();
      for (PerformanceLevel level : levels.isEmpty() ? List.of(PerformanceLevel.PL1) : levels) {
        minima.add(new Minimum(level.minimumGib(), category + " " + level));
      }
    }
    return minima;
  }
}
