package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import io.pgcluster.spec.PodSettings;
import io.pgcluster.spec.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the pods of one component may run. */
final class Placement {
  private static final int WISH = 100;

  private Placement() {}

  /**
   * The affinity of the pods.
   *
   * @param pod the caller's wishes
   * @param apart what selects the pods that keep apart
   * @param volume where the volume can be mounted
   */
  static Optional<Affinity> affinity(
      PodSettings pod, Map<String, String> apart, Optional<NodeAffinity> volume) {
    Optional<Affinity> wanted = pod.affinity().or(() -> spread(pod.spread(), apart));
    if (volume.isEmpty()) {
      return wanted;
    }
    Affinity affinity = wanted.orElseGet(Affinity::new);
    affinity.setNodeAffinity(
        affinity.getNodeAffinity() == null
            ? volume.get()
            : both(affinity.getNodeAffinity(), volume.get()));
    return Optional.of(affinity);
  }

  private static Optional<Affinity> spread(Spread spread, Map<String, String> apart) {
    if (spread.strictness() == Spread.Strictness.NONE) {
      return Optional.empty();
    }
    PodAffinityTerm term = new PodAffinityTerm();
    term.setLabelSelector(Policies.labels(apart));
    term.setTopologyKey(spread.topologyKey());
    PodAntiAffinity anti = new PodAntiAffinity();
    if (spread.strictness() == Spread.Strictness.REQUIRED) {
      anti.setRequiredDuringSchedulingIgnoredDuringExecution(List.of(term));
    } else {
      anti.setPreferredDuringSchedulingIgnoredDuringExecution(
          List.of(new WeightedPodAffinityTerm(term, WISH)));
    }
    Affinity affinity = new Affinity();
    affinity.setPodAntiAffinity(anti);
    return Optional.of(affinity);
  }

  /** What both allow: the terms of one are alternatives, so each is joined with each. */
  private static NodeAffinity both(NodeAffinity one, NodeAffinity other) {
    NodeAffinity both = new NodeAffinity();
    List<PreferredSchedulingTerm> wishes =
        new ArrayList<>(one.getPreferredDuringSchedulingIgnoredDuringExecution());
    wishes.addAll(other.getPreferredDuringSchedulingIgnoredDuringExecution());
    both.setPreferredDuringSchedulingIgnoredDuringExecution(wishes);
    List<NodeSelectorTerm> left = terms(one);
    List<NodeSelectorTerm> right = terms(other);
    List<NodeSelectorTerm> joined = new ArrayList<>();
    for (NodeSelectorTerm a : left) {
      right.forEach(b -> joined.add(joined(a, b)));
    }
    if (left.isEmpty() || right.isEmpty()) {
      joined.addAll(left);
      joined.addAll(right);
    }
    if (!joined.isEmpty()) {
      both.setRequiredDuringSchedulingIgnoredDuringExecution(new NodeSelector(joined));
    }
    return both;
  }

  private static List<NodeSelectorTerm> terms(NodeAffinity affinity) {
    NodeSelector required = affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
    return required == null ? List.of() : required.getNodeSelectorTerms();
  }

  private static NodeSelectorTerm joined(NodeSelectorTerm a, NodeSelectorTerm b) {
    return new NodeSelectorTerm(
        concat(a.getMatchExpressions(), b.getMatchExpressions()),
        concat(a.getMatchFields(), b.getMatchFields()));
  }

  private static List<NodeSelectorRequirement> concat(
      List<NodeSelectorRequirement> a, List<NodeSelectorRequirement> b) {
    List<NodeSelectorRequirement> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  static List<Toleration> tolerations(PodSettings pod) {
    return pod.tolerations().stream().map(Placement::toleration).toList();
  }

  private static Toleration toleration(io.pgcluster.spec.Toleration described) {
    Toleration toleration = new Toleration();
    toleration.setOperator(described.operator().toString());
    if (!described.key().isEmpty()) {
      toleration.setKey(described.key());
    }
    if (!described.value().isEmpty()) {
      toleration.setValue(described.value());
    }
    if (!described.effect().isEmpty()) {
      toleration.setEffect(described.effect());
    }
    described.seconds().ifPresent(toleration::setTolerationSeconds);
    return toleration;
  }
}
