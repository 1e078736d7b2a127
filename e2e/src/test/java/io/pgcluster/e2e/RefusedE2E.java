package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pgcluster.Violation;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.kubernetes.PreflightException;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only a Kubernetes can refuse: it is named, and nothing is changed. */
class RefusedE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("refused");

  /** What the library can do without, saying what is missing then. */
  private static final Set<String> OPTIONAL = Set.of("events", "pods/log", "pods/portforward");

  private static KubernetesPgClusters clusters;
  private static KubernetesPgClusters seeing;

  private Map<String, String> before;

  @BeforeAll
  static void make_users() {
    clusters = NAMESPACE.clusters();
    KubernetesClient user = NAMESPACE.userWith("sdk-seeing", KubernetesPgClusters.requiredRole());
    NAMESPACE.allow("sdk-seeing", reading("", "services"));
    seeing = TestNamespace.clusters(user);
  }

  private static PolicyRule reading(String group, String... resources) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resources)
        .withVerbs("get", "list")
        .build();
  }

  @BeforeEach
  void look_before() {
    before = Inventory.of(NAMESPACE).versions();
  }

  @AfterEach
  void nothing_was_changed() {
    assertThat(Inventory.of(NAMESPACE).versions()).isEqualTo(before);
  }

  @Test
  void a_node_port_that_is_taken() {
    Service taken = service("taken");
    int port = taken.getSpec().getPorts().get(0).getNodePort();
    try {
      assertRefused(seeing, onPort(port), "router.service.nodePort", port + " is taken", "taken");
      // Who may not list Services elsewhere still sees those of the namespace.
      assertRefused(clusters, onPort(port), "router.service.nodePort", port + " is taken", "taken");
    } finally {
      NAMESPACE.admin().resource(taken).delete();
    }
  }

  private static Service service(String name) {
    return NAMESPACE
        .admin()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE.name())
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private static PgCluster onPort(int port) {
    return PgClusterBuilder.named("orders").router(r -> r.service(s -> s.nodePort(port))).build();
  }

  @Test
  void a_name_that_something_else_has() {
    var other =
        NAMESPACE
            .admin()
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName("orders")
                    .withNamespace(NAMESPACE.name())
                    .endMetadata()
                    .build());
    other.create();
    try {
      assertRefused(clusters, PgClusterBuilder.named("orders").build(), "name", "ConfigMap orders");
    } finally {
      other.delete();
    }
  }

  @Test
  void a_storage_class_that_does_not_exist() {
    KubernetesClient user = NAMESPACE.userWith("sdk-classes", KubernetesPgClusters.requiredRole());
    NAMESPACE.allow("sdk-classes", reading("storage.k8s.io", "storageclasses"));
    before = Inventory.of(NAMESPACE).versions();
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .primary(p -> p.storage(PvcStorage.size("1Gi").withStorageClass("no-such-class")))
            .build();

    assertRefused(
        TestNamespace.clusters(user), cluster, "primary.storage", "no-such-class", "standard");
  }

  @Test
  void a_volume_that_is_not_there() throws Exception {
    KubernetesClient user = NAMESPACE.userWith("sdk-volumes", KubernetesPgClusters.requiredRole());
    NAMESPACE.allow("sdk-volumes", reading("", "persistentvolumes"));
    before = Inventory.of(NAMESPACE).versions();
    Disk disk = Disk.create(NAMESPACE);
    PgCluster cluster =
        PgClusterBuilder.named("orders").primary(p -> p.storage(disk.storage())).build();

    assertRefused(
        TestNamespace.clusters(user),
        cluster,
        "PersistentVolume " + disk.id(),
        "does not exist, and creating it is forbidden");
  }

  @Test
  void a_server_that_is_not_there() {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1").build();
    try (KubernetesClient nowhere = new KubernetesClientBuilder().withConfig(config).build()) {
      assertRefused(
          KubernetesPgClusters.using(nowhere),
          PgClusterBuilder.named("orders").build(),
          "kubernetes",
          "127.0.0.1:1");
    }
  }

  /** For each verb of the documented Role, a user who has all the others. */
  @Test
  void each_verb_that_is_forbidden() throws Exception {
    Map<Missing, KubernetesPgClusters> users = new LinkedHashMap<>();
    for (Missing missing : Missing.each()) {
      String account = "sdk-" + users.size();
      users.put(missing, TestNamespace.clusters(NAMESPACE.userWith(account, missing.role())));
    }
    PgCluster cluster = PgClusterBuilder.named("orders").build();
    for (Map.Entry<Missing, KubernetesPgClusters> user : users.entrySet()) {
      Missing missing = user.getKey();
      PreflightReport report = rightsReport(user.getValue(), cluster);
      List<Violation> found = missing.isOptional() ? report.warnings() : report.problems();
      assertThat(found)
          .as(missing.toString())
          .filteredOn(v -> v.path().equals("kubernetes.rights"))
          .singleElement()
          .satisfies(
              v ->
                  assertThat(v.toString())
                      .contains(missing.verb() + " on " + missing.resource())
                      .contains("forbidden"));
      if (!missing.isOptional()) {
        assertRefused(
            user.getValue(), cluster, "kubernetes.rights", missing.verb(), missing.resource());
      }
    }
    assertThat(users).hasSizeGreaterThan(40);
  }

  /** Once the server has heard of the user's Role. */
  private static PreflightReport rightsReport(KubernetesPgClusters user, PgCluster cluster)
      throws Exception {
    return Wait.present(
        "the Role is in force",
        Duration.ofSeconds(20),
        () -> Optional.of(user.preflight(cluster)).filter(r -> r.problems().size() < 2));
  }

  /** One verb less than documented. */
  private record Missing(String group, String resource, String verb) {
    boolean isOptional() {
      return OPTIONAL.contains(resource) || (resource.equals("pods") && verb.equals("patch"));
    }

    static List<Missing> each() {
      List<Missing> all = new ArrayList<>();
      for (PolicyRule rule : KubernetesPgClusters.requiredRole().getRules()) {
        for (String verb : rule.getVerbs()) {
          all.add(new Missing(rule.getApiGroups().get(0), rule.getResources().get(0), verb));
        }
      }
      return all;
    }

    Role role() {
      List<PolicyRule> rules = new ArrayList<>();
      for (PolicyRule rule : KubernetesPgClusters.requiredRole().getRules()) {
        List<String> verbs = new ArrayList<>(rule.getVerbs());
        if (rule.getApiGroups().contains(group) && rule.getResources().contains(resource)) {
          verbs.remove(verb);
        }
        if (!verbs.isEmpty()) {
          rules.add(new PolicyRuleBuilder(rule).withVerbs(verbs).build());
        }
      }
      return new RoleBuilder(KubernetesPgClusters.requiredRole()).withRules(rules).build();
    }
  }

  private static void assertRefused(
      KubernetesPgClusters who, PgCluster cluster, String path, String... words) {
    assertThat(who.preflight(cluster).ok()).isFalse();
    PreflightException refused =
        catchThrowableOfType(PreflightException.class, () -> who.apply(cluster));
    assertThat(refused.report().problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.toString()).contains(words);
            });
  }
}
