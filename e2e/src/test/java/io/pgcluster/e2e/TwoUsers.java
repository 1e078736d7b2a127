package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import java.util.List;

/**
 * Two users of a namespace, each with a client of its own, made when they are first asked for: the
 * namespace comes later than the test's instance.
 */
final class TwoUsers {
  private final TestNamespace namespace;
  private final List<PolicyRule> more;
  private KubernetesPgClusters first;
  private KubernetesPgClusters second;

  private TwoUsers(TestNamespace namespace, List<PolicyRule> more) {
    this.namespace = namespace;
    this.more = more;
  }

  /** Who may do no more than the documented Role says. */
  static TwoUsers of(TestNamespace namespace) {
    return new TwoUsers(namespace, List.of());
  }

  /** Who may also do what killing and restarting instances takes. */
  static TwoUsers whoMayDeletePodsOf(TestNamespace namespace) {
    return new TwoUsers(
        namespace,
        List.of(
            new PolicyRuleBuilder()
                .withApiGroups("")
                .withResources("pods")
                .withVerbs("delete")
                .build()));
  }

  synchronized KubernetesPgClusters first() {
    if (first == null) {
      first = user("sdk");
    }
    return first;
  }

  synchronized KubernetesPgClusters second() {
    if (second == null) {
      second = user("other");
    }
    return second;
  }

  private KubernetesPgClusters user(String account) {
    Role role = new RoleBuilder(KubernetesPgClusters.requiredRole()).addAllToRules(more).build();
    return TestNamespace.clusters(namespace.userWith(account, role));
  }
}
