package io.pgcluster.benchmarks;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A namespace for one run, with {@code restricted} Pod Security enforced, and a user of it, so that
 * the audit log tells the calls of this run from all others. Gone with its volumes when closed, so
 * that each run begins on new ones.
 */
final class BenchNamespace implements AutoCloseable {
  private static final String USER = "bench";

  private final KubernetesClient admin;
  private final String name = "bench-" + Long.toString(System.nanoTime(), 36);
  private final Path kubeconfig;

  private BenchNamespace(KubernetesClient admin) throws IOException {
    this.admin = admin;
    this.kubeconfig =
        Files.createTempFile(
            "kubeconfig",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  static BenchNamespace create() throws IOException {
    BenchNamespace namespace = new BenchNamespace(new KubernetesClientBuilder().build());
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
    namespace.user();
    return namespace;
  }

  /** May do all that kubectl needs, too: it reads what it writes. */
  private void user() throws IOException {
    admin
        .resource(
            new ServiceAccountBuilder().withNewMetadata().withName(USER).endMetadata().build())
        .inNamespace(name)
        .create();
    bind("ClusterRole", "admin");
    bind("Role", requiredRole());
    var token =
        admin
            .serviceAccounts()
            .inNamespace(name)
            .withName(USER)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(7200L)
                    .endSpec()
                    .build());
    writeKubeconfig(token.getStatus().getToken());
  }

  private void bind(String kind, String role) {
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(role)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                .addNewSubject("", "ServiceAccount", USER, name)
                .build())
        .inNamespace(name)
        .create();
  }

  private String requiredRole() {
    return admin
        .resource(KubernetesPgClusters.requiredRole())
        .inNamespace(name)
        .create()
        .getMetadata()
        .getName();
  }

  private void writeKubeconfig(String token) throws IOException {
    Config config = admin.getConfiguration();
    String ca =
        config.getCaCertData() != null
            ? config.getCaCertData()
            : Base64.getEncoder()
                .encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: bench
        clusters: [{name: it, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: bench, user: {token: %s}}]
        contexts: [{name: bench, context: {cluster: it, user: bench, namespace: %s}}]
        """
            .formatted(admin.getMasterUrl(), ca, token, name));
  }

  String name() {
    return name;
  }

  /** Of the user of this namespace. */
  Path kubeconfig() {
    return kubeconfig;
  }

  /** How the audit log calls that user. */
  String account() {
    return "system:serviceaccount:" + name + ":" + USER;
  }

  KubernetesClient admin() {
    return admin;
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(kubeconfig);
    try (admin) {
      var namespace = admin.namespaces().withName(name);
      namespace.delete();
      namespace.waitUntilCondition(found -> found == null, 5, TimeUnit.MINUTES);
      admin
          .persistentVolumes()
          .informOnCondition(
              volumes ->
                  volumes.stream()
                      .noneMatch(
                          v ->
                              v.getSpec().getClaimRef() != null
                                  && name.equals(v.getSpec().getClaimRef().getNamespace())))
          .join();
    }
  }
}
