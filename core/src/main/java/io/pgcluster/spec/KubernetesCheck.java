package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.util.List;
import java.util.Set;

/** What only concerns Kubernetes and all components. */
final class KubernetesCheck {
  private static final Set<String> POLICIES = Set.of("Always", "IfNotPresent", "Never");

  private KubernetesCheck() {}

  static void check(Problems at, KubernetesSettings settings) {
    MetadataCheck.labels(at.at("labels"), settings.labels());
    MetadataCheck.annotations(at.at("annotations"), settings.annotations());
    settings
        .imageRegistry()
        .ifPresent(registry -> ImageCheck.registry(at.at("imageRegistry"), registry));
    if (!POLICIES.contains(settings.imagePullPolicy())) {
      at.at("imagePullPolicy")
          .add(
              "%s is no pull policy; take Always, IfNotPresent or Never"
                  .formatted(Violation.shown(settings.imagePullPolicy())));
    }
    pullSecrets(at.at("imagePullSecrets"), settings.imagePullSecrets());
    settings
        .clientSelector()
        .ifPresent(selector -> MetadataCheck.selector(at.at("clientSelector"), selector));
  }

  private static void pullSecrets(Problems at, List<String> secrets) {
    for (int i = 0; i < secrets.size(); i++) {
      KubernetesText.objectNameProblem(secrets.get(i)).ifPresent(at.at(i)::add);
      if (secrets.indexOf(secrets.get(i)) < i) {
        at.at(i)
            .add("%s stands here twice; leave one out".formatted(Violation.shown(secrets.get(i))));
      }
    }
  }
}
