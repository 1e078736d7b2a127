package io.pgcluster.aliyun;

import java.util.Optional;

/**
 * What only {@link DiskCategory#CLOUD_AUTO} has: performance apart from size.
 *
 * @param provisionedIops operations a second beyond those that come with the size; empty for none
 * @param burstingEnabled whether more may be used for a while, at a price
 * @since 0.1
 */
public record AutoPl(Optional<Long> provisionedIops, boolean burstingEnabled) {}
