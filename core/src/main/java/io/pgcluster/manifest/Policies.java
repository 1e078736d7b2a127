package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetSpec;
import io.pgcluster.spec.ServiceSettings;
import java.util.List;
import java.util.Map;

/** Who may connect to the pods, and how many may be evicted at once. */
final class Policies {
  private final Scope scope;

  Policies(Scope scope) {
    this.scope = scope;
  }

  /** A drain takes one instance at a time, be it the primary or a standby. */
  PodDisruptionBudget instancesBudget() {
    return budget(
        Component.CLUSTER, scope.names().instances(), Labels.instances(scope.cluster().name()));
  }

  PodDisruptionBudget routerBudget() {
    return budget(
        Component.ROUTER,
        scope.names().router(),
        Labels.selector(scope.cluster().name(), Component.ROUTER));
  }

  private PodDisruptionBudget budget(
      Component component, String name, Map<String, String> selector) {
    PodDisruptionBudgetSpec spec = new PodDisruptionBudgetSpec();
    spec.setMaxUnavailable(new IntOrString(1));
    spec.setSelector(labels(selector));
    // A pod that is not ready protects nothing: it must not hold up a drain.
    spec.setUnhealthyPodEvictionPolicy("AlwaysAllow");
    PodDisruptionBudget budget = new PodDisruptionBudget();
    budget.setMetadata(scope.meta(component, name));
    budget.setSpec(spec);
    return budget;
  }

  /**
   * Lets in the cluster's own pods and the clients: those that the description selects, every pod
   * of the namespace by default, and anybody where the Service is reached from outside.
   */
  NetworkPolicy ingress(Component component, String name, ServiceSettings service) {
    NetworkPolicyPort port = new NetworkPolicyPort();
    port.setPort(new IntOrString(Services.PORT));
    port.setProtocol("TCP");
    NetworkPolicyIngressRule rule = new NetworkPolicyIngressRule();
    rule.setPorts(List.of(port));
    if (service.type() == ServiceSettings.Type.CLUSTER_IP) {
      Map<String, String> own = Labels.selector(scope.cluster().name());
      rule.setFrom(
          scope
              .cluster()
              .kubernetes()
              .clientSelector()
              .map(clients -> List.of(pods(own), pods(clients)))
              .orElseGet(() -> List.of(pods(Map.of()))));
    }
    NetworkPolicySpec spec = new NetworkPolicySpec();
    spec.setPodSelector(labels(Labels.selector(scope.cluster().name(), component)));
    spec.setPolicyTypes(List.of("Ingress"));
    spec.setIngress(List.of(rule));
    NetworkPolicy policy = new NetworkPolicy();
    policy.setMetadata(scope.meta(component, name));
    policy.setSpec(spec);
    return policy;
  }

  private static NetworkPolicyPeer pods(Map<String, String> selector) {
    NetworkPolicyPeer peer = new NetworkPolicyPeer();
    peer.setPodSelector(labels(selector));
    return peer;
  }

  static LabelSelector labels(Map<String, String> labels) {
    LabelSelector selector = new LabelSelector();
    selector.setMatchLabels(labels);
    return selector;
  }
}
