package io.pgcluster.chart;

import io.pgcluster.storage.StorageProvider;

/**
 * Makes a storage provider of the chart's disk: {@code AliyunDisk::volume} of the module {@code
 * aliyun-disk}, or one of another cloud's.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ChartDisk {
  /**
   * The storage of the primary.
   *
   * @param volumeId {@code primary.pv.volumeId} of the chart
   * @param size {@code container.storage}
   * @param zone where the disk is
   * @return a provider for one instance
   */
  StorageProvider of(String volumeId, String size, String zone);
}
