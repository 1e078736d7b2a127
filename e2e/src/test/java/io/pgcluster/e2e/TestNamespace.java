package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A namespace of a test class's own, with {@code restricted} Pod Security enforced, and users of it
 * who may do no more than the documented Role says. It is deleted with all that is in it, and what
 * was in it is printed when a test fails.
 */
final class TestNamespace
    implements BeforeAllCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  /** The form of descriptions, with every kind of storage there is. */
  static final PgClusterYaml YAML = PgClusterYaml.with(AliyunDisk.STATIC, AliyunDisk.DYNAMIC);

  private static final String LEVEL = "pod-security.kubernetes.io/";
  private static final String USER = "sdk";

  private final KubernetesClient admin = new KubernetesClientBuilder().build();
  private final List<KubernetesClient> users = new ArrayList<>();
  private final List<String> clusterRoles = new ArrayList<>();
  private final String name;

  private TestNamespace(String name) {
    this.name = name;
  }

  /** Made before the tests of the class that registers it. */
  static TestNamespace of(String purpose) {
    String unique = Long.toString(System.nanoTime(), 36);
    return new TestNamespace("e2e-" + purpose + "-" + unique.substring(unique.length() - 5));
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels(LEVEL + "enforce", "restricted")
                .addToLabels(LEVEL + "warn", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  String name() {
    return name;
  }

  KubernetesClient admin() {
    return admin;
  }

  Pods pods() {
    return new Pods(admin, name);
  }

  /** Clusters here, for a user with the documented Role and nothing else. */
  KubernetesPgClusters clusters() {
    return clusters(userWith(USER, KubernetesPgClusters.requiredRole()));
  }

  /** Clusters here, for that user. */
  static KubernetesPgClusters clusters(KubernetesClient user) {
    return KubernetesPgClusters.using(user).reading(YAML);
  }

  /** A client of a new user with this Role here and nothing else. It is closed with the rest. */
  KubernetesClient userWith(String account, Role role) {
    admin
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName(account).endMetadata().build())
        .inNamespace(name)
        .create();
    admin
        .resource(
            new RoleBuilder(role)
                .editMetadata()
                .withName(account)
                .withNamespace(name)
                .endMetadata()
                .build())
        .inNamespace(name)
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(account)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", account)
                .addNewSubject("", "ServiceAccount", account, name)
                .build())
        .inNamespace(name)
        .create();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(admin.getMasterUrl().toString())
            .withCaCertData(admin.getConfiguration().getCaCertData())
            .withCaCertFile(admin.getConfiguration().getCaCertFile())
            .withNamespace(name)
            .withOauthToken(token(account))
            .build();
    KubernetesClient user = new KubernetesClientBuilder().withConfig(config).build();
    users.add(user);
    return user;
  }

  /** A kubeconfig of the user {@code sdk}, for another process. */
  Path kubeconfig(Path folder) throws IOException {
    Config config = admin.getConfiguration();
    String authority =
        config.getCaCertData() == null
            ? Base64.getEncoder()
                .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())))
            : config.getCaCertData();
    String text =
        """
        apiVersion: v1
        kind: Config
        current-context: sdk
        clusters: [{name: it, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: sdk, user: {token: %s}}]
        contexts: [{name: sdk, context: {cluster: it, user: sdk, namespace: %s}}]
        """
            .formatted(admin.getMasterUrl(), authority, token(USER), name);
    return Files.writeString(folder.resolve("kubeconfig"), text);
  }

  private String token(String account) {
    return admin
        .serviceAccounts()
        .inNamespace(name)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder().withNewSpec().withExpirationSeconds(7200L).endSpec().build())
        .getStatus()
        .getToken();
  }

  /** Allows a user something that is in no namespace. */
  void allow(String account, PolicyRule rule) {
    String role = name + "-" + account;
    clusterRoles.add(role);
    admin
        .resource(
            new ClusterRoleBuilder()
                .withNewMetadata()
                .withName(role)
                .endMetadata()
                .withRules(rule)
                .build())
        .create();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(role)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("", "ServiceAccount", account, name)
                .build())
        .create();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    System.out.println(context.getDisplayName() + " failed in\n" + Report.of(this));
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    handleTestExecutionException(context, failure);
  }

  /** Does not wait: the namespace goes in its own time, and the next test has another. */
  @Override
  public void afterAll(ExtensionContext context) {
    try (admin) {
      users.forEach(KubernetesClient::close);
      for (String role : clusterRoles) {
        admin.rbac().clusterRoleBindings().withName(role).delete();
        admin.rbac().clusterRoles().withName(role).delete();
      }
      admin.namespaces().withName(name).delete();
      // Those of a class with Retain, and static ones: they go when their claims are gone.
      admin.persistentVolumes().list().getItems().stream()
          .filter(
              v ->
                  v.getSpec().getClaimRef() != null
                      && name.equals(v.getSpec().getClaimRef().getNamespace()))
          .forEach(v -> admin.resource(v).delete());
    }
  }
}
