package io.pgcluster.manifest;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels of a cluster's objects: those that Kubernetes recommends, and {@value #CLUSTER}.
 *
 * @since 0.1
 */
public final class Labels {
  /** {@code app.kubernetes.io/name}: always {@value #APPLICATION}. */
  public static final String NAME = "app.kubernetes.io/name";

  /** {@code app.kubernetes.io/instance}: the cluster's name. */
  public static final String INSTANCE = "app.kubernetes.io/instance";

  /** {@code app.kubernetes.io/component}: the {@link Component}. */
  public static final String COMPONENT = "app.kubernetes.io/component";

  /** {@code app.kubernetes.io/managed-by}: always {@value #APPLICATION}. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** The cluster's name: on every object, and nowhere else. */
  public static final String CLUSTER = "pgcluster.io/cluster";

  /** On pods: {@code postgres} or {@code pgpool}, so that all instances can be selected at once. */
  public static final String PROGRAM = "pgcluster.io/program";

  /** The value of {@link #PROGRAM} on instances. */
  public static final String POSTGRES = "postgres";

  /** The value of {@link #PROGRAM} on routers. */
  public static final String PGPOOL = "pgpool";

  /** The value of {@link #NAME} and {@link #MANAGED_BY}. */
  public static final String APPLICATION = "pgcluster";

  private Labels() {}

  /**
   * The labels of an object.
   *
   * @param cluster the cluster's name
   * @param component what the object belongs to
   * @return sorted by name
   */
  public static SortedMap<String, String> of(String cluster, Component component) {
    TreeMap<String, String> labels = new TreeMap<>(selector(cluster, component));
    labels.put(NAME, APPLICATION);
    labels.put(INSTANCE, cluster);
    labels.put(MANAGED_BY, APPLICATION);
    return Collections.unmodifiableSortedMap(labels);
  }

  /**
   * What selects the pods of a component, a part of {@link #of(String, Component)}. Selectors of
   * StatefulSets and Deployments cannot be changed: this must stay as it is.
   *
   * @param cluster the cluster's name
   * @param component not {@link Component#CLUSTER}
   * @return sorted by name
   */
  public static SortedMap<String, String> selector(String cluster, Component component) {
    return Collections.unmodifiableSortedMap(
        new TreeMap<>(Map.of(CLUSTER, cluster, COMPONENT, component.label())));
  }

  /**
   * What selects the pods of all instances, the primary and the standbys.
   *
   * @param cluster the cluster's name
   * @return sorted by name
   */
  public static SortedMap<String, String> instances(String cluster) {
    return Collections.unmodifiableSortedMap(
        new TreeMap<>(Map.of(CLUSTER, cluster, PROGRAM, POSTGRES)));
  }

  /**
   * What selects every object of a cluster.
   *
   * @param cluster the cluster's name
   * @return one label
   */
  public static Map<String, String> selector(String cluster) {
    return Map.of(CLUSTER, cluster);
  }
}
