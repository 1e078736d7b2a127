package io.pgcluster.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes what only concerns Kubernetes and all components. Not thread-safe.
 *
 * @since 0.1
 */
public final class KubernetesBuilder {
  private final SortedMap<String, String> labels = new TreeMap<>();
  private final SortedMap<String, String> annotations = new TreeMap<>();
  private @Nullable String imageRegistry;
  private String imagePullPolicy = "IfNotPresent";
  private final List<String> imagePullSecrets = new ArrayList<>();
  private boolean disruptionBudgets = true;
  private boolean networkPolicies = true;
  private boolean paused;
  private @Nullable SortedMap<String, String> clientSelector;

  KubernetesBuilder() {}

  void from(KubernetesSettings settings) {
    labels.putAll(settings.labels());
    annotations.putAll(settings.annotations());
    imageRegistry = settings.imageRegistry().orElse(null);
    imagePullPolicy = settings.imagePullPolicy();
    imagePullSecrets.addAll(settings.imagePullSecrets());
    disruptionBudgets = settings.disruptionBudgets();
    networkPolicies = settings.networkPolicies();
    paused = settings.paused();
    clientSelector = settings.clientSelector().orElse(null);
  }

  KubernetesSettings build() {
    return new KubernetesSettings(
        labels,
        annotations,
        Optional.ofNullable(imageRegistry),
        imagePullPolicy,
        imagePullSecrets,
        disruptionBudgets,
        networkPolicies,
        paused,
        Optional.ofNullable(clientSelector));
  }

  /**
   * A label of every object.
   *
   * @param key the label
   * @param value its value
   * @return this
   */
  public KubernetesBuilder label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /**
   * An annotation of every object.
   *
   * @param key the annotation
   * @param value its value
   * @return this
   */
  public KubernetesBuilder annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }

  /**
   * The registry, with a path if need be, in front of the default images. Images that are named by
   * the caller stay as they are.
   *
   * @param registry such as {@code registry.example.com:5000/mirror}
   * @return this
   */
  public KubernetesBuilder imageRegistry(String registry) {
    this.imageRegistry = registry;
    return this;
  }

  /**
   * When images are pulled. Default {@code IfNotPresent}.
   *
   * @param policy {@code Always}, {@code IfNotPresent} or {@code Never}
   * @return this
   */
  public KubernetesBuilder imagePullPolicy(String policy) {
    this.imagePullPolicy = policy;
    return this;
  }

  /**
   * A Secret of the namespace with which images are pulled.
   *
   * @param secret its name
   * @return this
   */
  public KubernetesBuilder imagePullSecret(String secret) {
    imagePullSecrets.add(secret);
    return this;
  }

  /**
   * Whether the cluster is stopped: no pod runs, and volumes, passwords and addresses stay. Default
   * false.
   *
   * @param wanted whether it is
   * @return this
   */
  public KubernetesBuilder paused(boolean wanted) {
    this.paused = wanted;
    return this;
  }

  /**
   * Whether PodDisruptionBudgets are made. Default true.
   *
   * @param wanted whether they are
   * @return this
   */
  public KubernetesBuilder disruptionBudgets(boolean wanted) {
    this.disruptionBudgets = wanted;
    return this;
  }

  /**
   * Whether NetworkPolicies are made. Default true.
   *
   * @param wanted whether they are
   * @return this
   */
  public KubernetesBuilder networkPolicies(boolean wanted) {
    this.networkPolicies = wanted;
    return this;
  }

  /**
   * Which pods of the namespace may connect, when NetworkPolicies are made. Default: every one.
   *
   * @param podLabels labels they have
   * @return this
   */
  public KubernetesBuilder clientSelector(Map<String, String> podLabels) {
    this.clientSelector = new TreeMap<>(podLabels);
    return this;
  }
}
