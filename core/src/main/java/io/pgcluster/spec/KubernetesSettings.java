package io.pgcluster.spec;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What only concerns Kubernetes and all components. Runtimes without Kubernetes ignore it.
 *
 * @param labels of every object
 * @param annotations of every object
 * @param imageRegistry the registry, with a path if need be, in front of the default images; empty
 *     for the container runtime's own default
 * @param imagePullPolicy {@code Always}, {@code IfNotPresent} (default) or {@code Never}
 * @param imagePullSecrets names of Secrets in the namespace
 * @param disruptionBudgets whether PodDisruptionBudgets are made; default true
 * @param networkPolicies whether NetworkPolicies are made; default true
 * @param paused whether no pod runs and all else stays; default false
 * @param clientSelector labels of the pods that may connect; empty for every pod of the namespace
 * @since 0.1
 */
public record KubernetesSettings(
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Optional<String> imageRegistry,
    String imagePullPolicy,
    List<String> imagePullSecrets,
    boolean disruptionBudgets,
    boolean networkPolicies,
    boolean paused,
    Optional<SortedMap<String, String>> clientSelector) {
  /** Keeps its own copies. */
  public KubernetesSettings {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    imagePullSecrets = List.copyOf(imagePullSecrets);
    clientSelector = clientSelector.map(s -> Collections.unmodifiableSortedMap(new TreeMap<>(s)));
  }
}
