package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBindingBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;

/**
 * A rule of the API server that refuses to change a StatefulSet, as a webhook of somebody else's
 * may; but for dry runs, so that no plan knows of it.
 */
final class Refusal {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final TestNamespace namespace;
  private final String set;
  private final ValidatingAdmissionPolicy policy;
  private final ValidatingAdmissionPolicyBinding binding;

  private Refusal(TestNamespace namespace, String set, String message) {
    this.namespace = namespace;
    this.set = set;
    this.policy =
        new ValidatingAdmissionPolicyBuilder()
            .withNewMetadata()
            .withName(namespace.name())
            .endMetadata()
            .withNewSpec()
            .withFailurePolicy("Fail")
            .withNewMatchConstraints()
            .addNewResourceRule()
            .withApiGroups("apps")
            .withApiVersions("v1")
            .withResources("statefulsets")
            .withOperations("UPDATE")
            .endResourceRule()
            .endMatchConstraints()
            .addNewValidation()
            .withExpression(
                "object.metadata.name != '%s' || (has(request.dryRun) && request.dryRun)"
                    .formatted(set))
            .withMessage(message)
            .endValidation()
            .endSpec()
            .build();
    this.binding =
        new ValidatingAdmissionPolicyBindingBuilder()
            .withNewMetadata()
            .withName(namespace.name())
            .endMetadata()
            .withNewSpec()
            .withPolicyName(namespace.name())
            .withValidationActions("Deny")
            .withNewMatchResources()
            .withNamespaceSelector(
                new LabelSelectorBuilder()
                    .withMatchLabels(Map.of("kubernetes.io/metadata.name", namespace.name()))
                    .build())
            .endMatchResources()
            .endSpec()
            .build();
  }

  static Refusal of(TestNamespace namespace, String set, String message) {
    Refusal refusal = new Refusal(namespace, set, message);
    namespace.admin().resource(refusal.policy).create();
    namespace.admin().resource(refusal.binding).create();
    return refusal;
  }

  /** It takes a moment until the server has compiled it. */
  void awaitInForce() throws Exception {
    Wait.until("changes are refused", PATIENCE, () -> !isChangeable());
  }

  private boolean isChangeable() {
    try {
      var unused =
          namespace
              .admin()
              .apps()
              .statefulSets()
              .inNamespace(namespace.name())
              .withName(set)
              .edit(
                  found -> {
                    found
                        .getMetadata()
                        .getAnnotations()
                        .put("e2e.pgcluster.io/tried", String.valueOf(System.nanoTime()));
                    return found;
                  });
      return true;
    } catch (KubernetesClientException refused) {
      return false;
    }
  }

  void end() throws Exception {
    namespace.admin().resource(binding).delete();
    namespace.admin().resource(policy).delete();
    Wait.until("changes are taken again", PATIENCE, this::isChangeable);
  }
}
