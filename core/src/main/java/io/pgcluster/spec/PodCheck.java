package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.util.List;
import java.util.Set;

/** Where pods run and what they get. */
final class PodCheck {
  private static final Set<String> EFFECTS =
      Set.of("", "NoSchedule", "PreferNoSchedule", "NoExecute");

  private PodCheck() {}

  static void check(Problems at, PodSettings pod) {
    resources(at.at("resources"), pod.resources());
    MetadataCheck.selector(at.at("nodeSelector"), pod.nodeSelector());
    tolerations(at.at("tolerations"), pod.tolerations());
    spread(at.at("spread").at("topologyKey"), pod.spread());
    MetadataCheck.labels(at.at("labels"), pod.labels());
    MetadataCheck.annotations(at.at("annotations"), pod.annotations());
  }

  private static void resources(Problems at, Resources resources) {
    resources.requests().forEach((name, text) -> quantity(at.at("requests").key(name), name, text));
    resources
        .limits()
        .forEach(
            (name, text) -> {
              Problems here = at.at("limits").key(name);
              quantity(here, name, text);
              belowRequest(here, name, text, resources);
            });
  }

  private static void quantity(Problems at, String resource, String text) {
    KubernetesText.keyProblem(resource).ifPresent(at::add);
    QuantityText.problem(resource, text).ifPresent(at::add);
  }

  private static void belowRequest(Problems at, String name, String text, Resources resources) {
    String request = resources.requests().get(name);
    if (request == null) {
      return;
    }
    var asked = QuantityText.amount(request);
    var allowed = QuantityText.amount(text);
    if (asked.isPresent() && allowed.isPresent() && allowed.get().compareTo(asked.get()) < 0) {
      at.add(
          "%s is below the request of %s; raise the limit or lower the request"
              .formatted(text, request));
    }
  }

  private static void tolerations(Problems at, List<Toleration> tolerations) {
    for (int i = 0; i < tolerations.size(); i++) {
      toleration(at.at(i), tolerations.get(i));
    }
  }

  private static void toleration(Problems at, Toleration toleration) {
    boolean exists = toleration.operator() == Toleration.Operator.EXISTS;
    if (toleration.key().isEmpty()) {
      if (!exists) {
        at.at("key").add("is empty; name the taint, or take operator Exists for all taints");
      }
    } else {
      KubernetesText.keyProblem(toleration.key()).ifPresent(at.at("key")::add);
    }
    if (exists && !toleration.value().isEmpty()) {
      at.at("value").add("cannot stand with operator Exists; leave it out, or take Equal");
    }
    if (!exists) {
      KubernetesText.labelValueProblem(toleration.value()).ifPresent(at.at("value")::add);
    }
    if (!EFFECTS.contains(toleration.effect())) {
      at.at("effect")
          .add(
              "%s is no effect of a taint; take NoSchedule, PreferNoSchedule, NoExecute, or leave it out"
                  .formatted(Violation.shown(toleration.effect())));
    }
    if (toleration.seconds().isPresent() && !toleration.effect().equals("NoExecute")) {
      at.at("seconds").add("only counts for the effect NoExecute; leave it out");
    }
    if (toleration.seconds().orElse(0L) < 0) {
      at.at("seconds").add("is negative; give 0 or more");
    }
  }

  private static void spread(Problems at, Spread spread) {
    if (spread.strictness() != Spread.Strictness.NONE) {
      KubernetesText.keyProblem(spread.topologyKey())
          .ifPresent(
              problem -> at.add("%s %s".formatted(Violation.shown(spread.topologyKey()), problem)));
    }
  }
}
