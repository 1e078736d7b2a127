package io.pgcluster.runtime;

/**
 * One line of a list of clusters.
 *
 * @param name the cluster's name
 * @param postgresVersion the major version
 * @param standbys how many are described
 * @param routers how many router pods are described
 * @since 0.1
 */
public record ClusterSummary(String name, int postgresVersion, int standbys, int routers) {}
