package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.Violation;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.EphemeralStorage;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PreflightTest {
  private final FakeKubernetes kubernetes = new FakeKubernetes();

  private PreflightReport preflight(PgCluster cluster) {
    return Clusters.applier(kubernetes, Duration.ofSeconds(1)).preflight(cluster);
  }

  private String problem(PgCluster cluster) {
    PreflightReport report = preflight(cluster);
    assertThat(report.problems()).hasSize(1);
    return report.problems().get(0).toString();
  }

  @Test
  void finds_nothing_wrong_and_writes_nothing() {
    PreflightReport report = preflight(Clusters.orders());

    assertThat(report.ok()).isTrue();
    assertThat(report.warnings()).isEmpty();
    assertThat(kubernetes.calls)
        .allMatch(c -> c.method().equals("GET") || c.target().kind().contains("Review"));
  }

  @Test
  void apply_refuses_what_preflight_finds_and_changes_nothing() {
    List<String> before = kubernetes.paths();
    kubernetes.version("{\"major\":\"1\",\"minor\":\"26+\"}");

    assertThatThrownBy(() -> Clusters.apply(kubernetes))
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining("is Kubernetes 1.26, too old; 1.27 is the oldest")
        .hasMessageContaining("nothing was changed");
    assertThat(kubernetes.paths()).isEqualTo(before);
  }

  /** Storage of a module whose YAML form the runtime was not told. */
  private record Unregistered() implements StorageProvider {
    @Override
    public String type() {
      return "tape";
    }

    @Override
    public List<Violation> validate(String path, int instances) {
      return List.of();
    }

    @Override
    public GroupVolumes render(VolumeRequest request) {
      return EphemeralStorage.onDisk().render(request);
    }
  }

  @Test
  void refuses_what_could_not_be_stored_and_found_again() {
    PgCluster cluster =
        PgClusterBuilder.named("orders").primary(p -> p.storage(new Unregistered())).build();

    assertThat(problem(cluster))
        .isEqualTo(
            "storage: storage of type tape: has no YAML form here; register its kind with"
                + " PgClusterYaml.with, and that with KubernetesPgClusters.reading");
    assertThatThrownBy(
            () -> Clusters.applier(kubernetes, Duration.ofSeconds(1)).apply(cluster, event -> {}))
        .isInstanceOf(PreflightException.class);
  }

  @Test
  void takes_the_oldest_version_that_will_do() {
    kubernetes.version("{\"major\":\"1\",\"minor\":\"27\"}");
    assertThat(preflight(Clusters.orders()).ok()).isTrue();
  }

  @Test
  void names_a_server_that_cannot_be_reached() {
    kubernetes.faults(call -> Optional.of(Fault.lostBefore()));
    assertThat(problem(Clusters.orders()))
        .contains("https://fake:6443", "connection reset", "KUBECONFIG");
    assertThatThrownBy(() -> Clusters.apply(kubernetes))
        .isInstanceOf(PreflightException.class)
        .hasMessageContaining("https://fake:6443");
  }

  @Test
  void names_a_namespace_that_does_not_exist() {
    kubernetes.remove("/api/v1/namespaces/db");
    assertThat(problem(Clusters.orders())).contains("namespace db: does not exist");
  }

  @Test
  void does_not_need_to_see_the_namespace() {
    kubernetes.faults(
        call ->
            call.target().kind().equals("Namespace")
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    assertThat(preflight(Clusters.orders()).ok()).isTrue();
  }

  @Test
  void names_each_verb_that_is_forbidden_with_its_remedy() {
    kubernetes.rules(
        "[{\"verbs\":[\"get\",\"list\",\"watch\"],\"apiGroups\":[\"*\"],\"resources\":[\"*\"]}]");

    PreflightReport report = preflight(Clusters.orders());

    assertThat(report.problems())
        .extracting(Object::toString)
        .contains(
            "kubernetes.rights: create, patch, delete on configmaps in namespace db is forbidden; grant it, see KubernetesPgClusters.requiredRole()",
            "kubernetes.rights: create, patch, delete on statefulsets.apps in namespace db is forbidden; grant it, see KubernetesPgClusters.requiredRole()",
            "kubernetes.rights: create, update, delete on leases.coordination.k8s.io in namespace db is forbidden; grant it, see KubernetesPgClusters.requiredRole()");
    assertThat(report.warnings())
        .extracting(Object::toString)
        .containsExactly(
            "kubernetes.rights: patch on pods in namespace db is forbidden; changed files and passwords reach pods in the kubelet's minutes, not in seconds, and pods are replaced where others restart a server in its pod",
            "kubernetes.rights: create on pods/portforward in namespace db is forbidden; verify and connection work from inside the cluster only");
  }

  @Test
  void the_required_role_is_enough() {
    kubernetes.rules(
        Json.write(Json.tree(java.util.Map.of("rules", Rights.role().getRules())).path("rules")));
    PreflightReport report = preflight(Clusters.orders());
    assertThat(report.problems()).isEmpty();
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void names_objects_of_others_that_are_in_the_way() {
    kubernetes.put(Clusters.OWNER, "{\"metadata\":{\"name\":\"orders\"}}");
    assertThat(problem(Clusters.orders()))
        .isEqualTo(
            "name: ConfigMap orders exists in namespace db and is not of cluster orders; choose another name, or remove it");
  }

  @Test
  void names_a_lease_of_others_that_is_in_the_way() {
    kubernetes.put(Clusters.LEASE, "{\"metadata\":{\"name\":\"orders\"},\"spec\":{}}");
    assertThatThrownBy(() -> Clusters.apply(kubernetes))
        .hasMessageContaining("Lease orders: exists and is not of a cluster of ours");
  }

  @Test
  void names_the_service_that_has_the_node_port_wherever_it_is() {
    kubernetes.put(
        "/api/v1/namespaces/shop/services/web",
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"ports\":[{\"nodePort\":30435}]}}");
    assertThat(problem(withNodePort(30435)))
        .isEqualTo(
            "router.service.nodePort: 30435 is taken by Service web in namespace shop; choose another");
    assertThat(preflight(withNodePort(30436)).ok()).isTrue();
  }

  @Test
  void an_own_service_does_not_take_its_node_port_from_itself() {
    kubernetes.put(
        "/api/v1/namespaces/db/services/orders-router",
        "{\"metadata\":{\"name\":\"orders-router\",\"labels\":{\"pgcluster.io/cluster\":\"orders\"}},\"spec\":{\"ports\":[{\"nodePort\":30435}]}}");
    assertThat(preflight(withNodePort(30435)).ok()).isTrue();
  }

  @Test
  void services_that_cannot_be_listed_everywhere_are_a_warning() {
    kubernetes.faults(
        call ->
            call.path().equals("/api/v1/services")
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    PreflightReport report = preflight(withNodePort(30435));
    assertThat(report.ok()).isTrue();
    assertThat(report.warnings().toString())
        .contains("Services of other namespaces cannot be listed");
  }

  private static PgCluster withNodePort(int port) {
    return PgClusterBuilder.named("orders")
        .router(router -> router.service(service -> service.nodePort(port)))
        .build();
  }

  @Test
  void names_a_pull_secret_that_does_not_exist() {
    PgCluster cluster =
        PgClusterBuilder.named("orders").kubernetes(k -> k.imagePullSecret("registry")).build();
    assertThat(problem(cluster))
        .isEqualTo(
            "kubernetes.imagePullSecrets: Secret registry: does not exist in namespace db; create it");
    kubernetes.put(
        "/api/v1/namespaces/db/secrets/registry", "{\"metadata\":{\"name\":\"registry\"}}");
    assertThat(preflight(cluster).ok()).isTrue();
  }

  @Test
  void warns_when_volumes_are_kept_but_their_passwords_are_not() {
    kubernetes.put(
        "/api/v1/namespaces/db/persistentvolumeclaims/data-orders-primary-0",
        "{\"metadata\":{\"name\":\"data-orders-primary-0\",\"labels\":{\"pgcluster.io/cluster\":\"orders\"}}}");
    assertThat(preflight(Clusters.orders()).warnings().toString())
        .contains("Secret orders-credentials with its passwords does not");
  }
}
