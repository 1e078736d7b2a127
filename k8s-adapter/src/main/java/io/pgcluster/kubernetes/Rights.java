package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import java.util.List;
import java.util.stream.Stream;

/** What the adapter has to be allowed to do in the namespace: exactly the verbs that it uses. */
final class Rights {
  private static final String MISSING_LOG = "why a container crashed cannot be shown";
  private static final String MISSING_EVENTS = "why volumes are missing cannot be shown";
  private static final String MISSING_PATCH =
      "changed files and passwords reach pods in the kubelet's minutes, not in seconds, and"
          + " pods are replaced where others restart a server in its pod";
  private static final String MISSING_FORWARD =
      "verify and connection work from inside the cluster only";

  /**
   * Verbs on one kind of things.
   *
   * @param without what does not work without them; empty if nothing does
   */
  record Right(String group, String resource, List<String> verbs, String without) {}

  private static final List<String> OBJECT = List.of("list", "create", "patch", "delete");
  private static final List<String> WATCHED = List.of("list", "watch", "create", "patch", "delete");
  private static final List<String> READ = List.of("get", "list", "create", "patch", "delete");

  static final List<Right> ALL =
      List.of(
          new Right("", "configmaps", READ, ""),
          new Right("", "secrets", READ, ""),
          new Right("", "services", OBJECT, ""),
          new Right("", "serviceaccounts", OBJECT, ""),
          new Right("", "persistentvolumeclaims", WATCHED, ""),
          new Right("", "pods", List.of("list", "watch"), ""),
          new Right("", "pods", List.of("patch"), MISSING_PATCH),
          new Right("", "events", List.of("list", "watch"), MISSING_EVENTS),
          new Right("", "pods/log", List.of("get"), MISSING_LOG),
          new Right("", "pods/portforward", List.of("get", "create"), MISSING_FORWARD),
          new Right("apps", "statefulsets", WATCHED, ""),
          new Right("apps", "deployments", WATCHED, ""),
          new Right("policy", "poddisruptionbudgets", OBJECT, ""),
          new Right("networking.k8s.io", "networkpolicies", OBJECT, ""),
          new Right(
              "coordination.k8s.io", "leases", List.of("get", "create", "update", "delete"), ""));

  private static final List<String> WATCH = List.of("watch");

  /** To notice within a second what others change; without it, within ten. */
  private static final List<Right> WATCHING =
      List.of(
          new Right("", "configmaps", WATCH, ""),
          new Right("", "secrets", WATCH, ""),
          new Right("", "services", WATCH, ""),
          new Right("", "serviceaccounts", WATCH, ""),
          new Right("policy", "poddisruptionbudgets", WATCH, ""),
          new Right("networking.k8s.io", "networkpolicies", WATCH, ""));

  private Rights() {}

  static Role role() {
    return role(ALL);
  }

  static Role watchingRole() {
    return role(Stream.concat(ALL.stream(), WATCHING.stream()).toList());
  }

  private static Role role(List<Right> rights) {
    List<PolicyRule> rules =
        rights.stream()
            .map(
                right ->
                    new PolicyRuleBuilder()
                        .withApiGroups(right.group())
                        .withResources(right.resource())
                        .withVerbs(right.verbs())
                        .build())
            .toList();
    return new RoleBuilder()
        .withNewMetadata()
        .withName("pgcluster")
        .endMetadata()
        .withRules(rules)
        .build();
  }
}
