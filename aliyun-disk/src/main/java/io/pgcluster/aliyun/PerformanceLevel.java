package io.pgcluster.aliyun;

/**
 * The performance levels of ESSDs, with the smallest size of each.
 *
 * @since 0.1
 */
public enum PerformanceLevel {
  /** The slowest, from 1 GiB. */
  PL0(1),
  /** From 20 GiB; what a disk has when none is said. */
  PL1(20),
  /** From 461 GiB. */
  PL2(461),
  /** The fastest, from 1261 GiB. */
  PL3(1261);

  private final int minimumGib;

  PerformanceLevel(int minimumGib) {
    this.minimumGib = minimumGib;
  }

  /**
   * The smallest disk.
   *
   * @return in GiB
   */
  public int minimumGib() {
    return minimumGib;
  }

  /** As the API of Alibaba Cloud writes it. */
  @Override
  public String toString() {
    return name();
  }
}
