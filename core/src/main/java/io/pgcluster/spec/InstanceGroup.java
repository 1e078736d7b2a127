package io.pgcluster.spec;

import io.pgcluster.storage.StorageProvider;

/**
 * The primary (always one instance) or the standbys.
 *
 * @param count how many instances; 1 for the primary, 0 to 64 for standbys
 * @param storage where their data lives
 * @param pod how their pods are placed and what they get
 * @param service the Service in front of them
 * @since 0.1
 */
public record InstanceGroup(
    int count, StorageProvider storage, PodSettings pod, ServiceSettings service) {}
