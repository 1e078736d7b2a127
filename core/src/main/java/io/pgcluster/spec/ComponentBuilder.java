package io.pgcluster.spec;

import io.fabric8.kubernetes.api.model.Affinity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What every component made of pods can say: where they run, what they get, and the Service in
 * front of them. Not thread-safe; used inside the lambdas of {@link PgClusterBuilder}.
 *
 * @param <B> the component's own builder
 * @since 0.1
 */
public abstract sealed class ComponentBuilder<B extends ComponentBuilder<B>>
    permits PrimaryBuilder, StandbysBuilder, RouterBuilder {
  private final ResourcesBuilder resources = new ResourcesBuilder();
  private final SortedMap<String, String> nodeSelector = new TreeMap<>();
  private final List<Toleration> tolerations = new ArrayList<>();
  private Spread spread = Spread.DEFAULT;
  private @Nullable Affinity affinity;
  private final SortedMap<String, String> labels = new TreeMap<>();
  private final SortedMap<String, String> annotations = new TreeMap<>();
  private final ServiceBuilder service = new ServiceBuilder();

  ComponentBuilder() {}

  abstract B self();

  void from(PodSettings pod, ServiceSettings settings) {
    resources.from(pod.resources());
    nodeSelector.putAll(pod.nodeSelector());
    tolerations.addAll(pod.tolerations());
    spread = pod.spread();
    affinity = pod.affinity().orElse(null);
    labels.putAll(pod.labels());
    annotations.putAll(pod.annotations());
    service.from(settings);
  }

  PodSettings pod() {
    return new PodSettings(
        resources.build(),
        nodeSelector,
        tolerations,
        spread,
        Optional.ofNullable(affinity),
        labels,
        annotations);
  }

  ServiceSettings serviceSettings() {
    return service.build();
  }

  /**
   * Requests and limits of the component's main container. Default: none.
   *
   * @param change sets them
   * @return this
   */
  public B resources(Consumer<ResourcesBuilder> change) {
    change.accept(resources);
    return self();
  }

  /**
   * A label that a node must have to run these pods.
   *
   * @param key the label
   * @param value its value
   * @return this
   */
  public B nodeSelector(String key, String value) {
    nodeSelector.put(key, value);
    return self();
  }

  /**
   * A taint that these pods tolerate.
   *
   * @param toleration the taint, see {@link Toleration#equal} and {@link Toleration#exists}
   * @return this
   */
  public B toleration(Toleration toleration) {
    tolerations.add(toleration);
    return self();
  }

  /**
   * How the cluster's pods keep apart. Default {@link Spread#DEFAULT}: preferably on different
   * nodes.
   *
   * @param newSpread the rule
   * @return this
   */
  public B spread(Spread newSpread) {
    this.spread = newSpread;
    return self();
  }

  /**
   * An affinity of one's own, in place of what the spread would make.
   *
   * @param newAffinity as in a pod; copied
   * @return this
   */
  public B affinity(Affinity newAffinity) {
    this.affinity = newAffinity.toBuilder().build();
    return self();
  }

  /**
   * A further label of the pods.
   *
   * @param key the label
   * @param value its value
   * @return this
   */
  public B label(String key, String value) {
    labels.put(key, value);
    return self();
  }

  /**
   * A further annotation of the pods.
   *
   * @param key the annotation
   * @param value its value
   * @return this
   */
  public B annotation(String key, String value) {
    annotations.put(key, value);
    return self();
  }

  /**
   * The Service in front of the component. Default: {@code ClusterIP}.
   *
   * @param change sets it
   * @return this
   */
  public B service(Consumer<ServiceBuilder> change) {
    change.accept(service);
    return self();
  }
}
