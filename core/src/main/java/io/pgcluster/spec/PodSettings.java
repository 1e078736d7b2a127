package io.pgcluster.spec;

import io.fabric8.kubernetes.api.model.Affinity;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the pods of one component are placed and what they get.
 *
 * @param resources requests and limits
 * @param nodeSelector labels a node must have
 * @param tolerations taints the pods tolerate
 * @param spread how the pods of the cluster keep apart
 * @param affinity an affinity of one's own, replaces what {@code spread} would make
 * @param labels further labels of the pods
 * @param annotations further annotations of the pods
 * @since 0.1
 */
public record PodSettings(
    Resources resources,
    SortedMap<String, String> nodeSelector,
    List<Toleration> tolerations,
    Spread spread,
    Optional<Affinity> affinity,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations) {
  /** Keeps its own copies. */
  public PodSettings {
    nodeSelector = Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
    tolerations = List.copyOf(tolerations);
    affinity = affinity.map(a -> a.toBuilder().build());
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }

  @Override
  public Optional<Affinity> affinity() {
    return affinity.map(a -> a.toBuilder().build());
  }
}
