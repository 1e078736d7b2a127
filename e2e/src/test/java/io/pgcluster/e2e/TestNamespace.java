package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.concurrent.TimeUnit;

/**
 * A namespace of a test's own, with {@code restricted} Pod Security enforced, and a user of it who
 * may do no more than the documented Role says. Gone with its volumes when closed.
 */
final class TestNamespace implements AutoCloseable {
  private final KubernetesClient admin = new KubernetesClientBuilder().build();
  private final String name;

  private TestNamespace(String name) {
    this.name = name;
  }

  static TestNamespace create(String purpose) {
    String unique = Long.toString(System.nanoTime(), 36);
    TestNamespace namespace =
        new TestNamespace("e2e-" + purpose + "-" + unique.substring(unique.length() - 5));
    namespace
        .admin
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace.name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    return namespace;
  }

  String name() {
    return name;
  }

  KubernetesClient admin() {
    return admin;
  }

  /** A client of a user with this Role in this namespace and nothing else. The caller closes it. */
  KubernetesClient userWith(Role role) {
    admin
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName("sdk").endMetadata().build())
        .inNamespace(name)
        .create();
    admin
        .resource(new RoleBuilder(role).editMetadata().withNamespace(name).endMetadata().build())
        .inNamespace(name)
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("sdk")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", role.getMetadata().getName())
                .addNewSubject("", "ServiceAccount", "sdk", name)
                .build())
        .inNamespace(name)
        .create();
    var token =
        admin
            .serviceAccounts()
            .inNamespace(name)
            .withName("sdk")
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(7200L)
                    .endSpec()
                    .build());
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(admin.getMasterUrl().toString())
            .withCaCertData(admin.getConfiguration().getCaCertData())
            .withCaCertFile(admin.getConfiguration().getCaCertFile())
            .withNamespace(name)
            .withOauthToken(token.getStatus().getToken())
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() {
    try (admin) {
      var volumes =
          admin.persistentVolumes().list().getItems().stream()
              .filter(
                  v ->
                      v.getSpec().getClaimRef() != null
                          && name.equals(v.getSpec().getClaimRef().getNamespace()))
              .toList();
      var namespace = admin.namespaces().withName(name);
      namespace.delete();
      namespace.waitUntilCondition(n -> n == null, 3, TimeUnit.MINUTES);
      volumes.forEach(v -> admin.resource(v).delete());
    }
  }
}
