package io.pgcluster.aliyun;

import java.util.Optional;

/**
 * The categories of Alibaba Cloud disks, with the smallest size of each.
 *
 * @since 0.1
 */
public enum DiskCategory {
  /** ESSD; how large and fast it is follows the {@link PerformanceLevel}. */
  CLOUD_ESSD("cloud_essd", 1),
  /** ESSD AutoPL: performance apart from size. */
  CLOUD_AUTO("cloud_auto", 1),
  /** ESSD Entry. */
  CLOUD_ESSD_ENTRY("cloud_essd_entry", 10),
  /** ESSD AutoPL in all zones of a region. */
  CLOUD_REGIONAL_DISK_AUTO("cloud_regional_disk_auto", 10),
  /** Elastic ephemeral disk, standard. */
  ELASTIC_EPHEMERAL_DISK_STANDARD("elastic_ephemeral_disk_standard", 64),
  /** Elastic ephemeral disk, premium. */
  ELASTIC_EPHEMERAL_DISK_PREMIUM("elastic_ephemeral_disk_premium", 64),
  /** ESSD of special clouds. */
  CLOUD_ESSD_XC0("cloud_essd_xc0", 40),
  /** ESSD of special clouds. */
  CLOUD_ESSD_XC1("cloud_essd_xc1", 40),
  /** Standard SSD, which is not sold any more: only disks that exist. */
  CLOUD_SSD("cloud_ssd", 20),
  /** Ultra disk, which is not sold any more: only disks that exist. */
  CLOUD_EFFICIENCY("cloud_efficiency", 20);

  private final String apiName;
  private final int minimumGib;

  DiskCategory(String apiName, int minimumGib) {
    this.apiName = apiName;
    this.minimumGib = minimumGib;
  }

  /**
   * The smallest disk; of ESSDs that of the lowest performance level.
   *
   * @return in GiB
   */
  public int minimumGib() {
    return minimumGib;
  }

  /** Why no new disk can be of this category. */
  Optional<String> whyNotSold() {
    return this == CLOUD_SSD || this == CLOUD_EFFICIENCY
        ? Optional.of(
            "%s is being withdrawn from sale; take cloud_auto, cloud_essd or cloud_essd_entry"
                .formatted(apiName))
        : Optional.empty();
  }

  /** As the API of Alibaba Cloud writes it. */
  @Override
  public String toString() {
    return apiName;
  }
}
