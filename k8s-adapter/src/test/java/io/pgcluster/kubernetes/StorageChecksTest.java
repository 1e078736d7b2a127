package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Violation;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeRequest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StorageChecksTest {
  private static final String VOLUME = "/api/v1/persistentvolumes/";

  private final FakeKubernetes kubernetes = new FakeKubernetes();

  /** Storage with nothing but questions. */
  private record Asking(List<ClusterCheck> asked) implements StorageProvider {
    @Override
    public String type() {
      return "asking";
    }

    @Override
    public List<Violation> validate(String path, int instances) {
      return List.of();
    }

    @Override
    public GroupVolumes render(VolumeRequest request) {
      return PvcStorage.size("1Gi").render(request);
    }

    @Override
    public List<ClusterCheck> checks(VolumeRequest request) {
      return asked;
    }
  }

  private PreflightReport ask(ClusterCheck... checks) {
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .primary(primary -> primary.storage(new Asking(List.of(checks))))
            .build();
    Findings findings = new Findings();
    new StorageChecks(kubernetes.api(), cluster, Existing.read(kubernetes.api()), findings).run();
    return findings.report();
  }

  private String problem(ClusterCheck check) {
    PreflightReport report = ask(check);
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().get(0).path()).isEqualTo("primary.storage");
    return report.problems().get(0).problem();
  }

  @Test
  void a_class_has_to_exist() {
    kubernetes.put(
        "/apis/storage.k8s.io/v1/storageclasses/standard",
        "{\"metadata\":{\"name\":\"standard\"}}");
    assertThat(problem(new ClusterCheck.ClassExists("fast")))
        .isEqualTo("StorageClass fast: does not exist; there are [standard]");
    assertThat(ask(new ClusterCheck.ClassExists("standard")).ok()).isTrue();
  }

  @Test
  void a_binding_key_must_not_provision_an_empty_disk() {
    kubernetes.put(
        "/apis/storage.k8s.io/v1/storageclasses/essd",
        "{\"metadata\":{\"name\":\"essd\"},\"provisioner\":\"diskplugin.csi.alibabacloud.com\"}");
    kubernetes.put(
        "/apis/storage.k8s.io/v1/storageclasses/none",
        "{\"metadata\":{\"name\":\"none\"},\"provisioner\":\"kubernetes.io/no-provisioner\"}");
    assertThat(problem(new ClusterCheck.ClassDoesNotProvision("essd")))
        .contains("provisioner diskplugin.csi.alibabacloud.com", "empty disk");
    assertThat(ask(new ClusterCheck.ClassDoesNotProvision("none")).ok()).isTrue();
    assertThat(ask(new ClusterCheck.ClassDoesNotProvision("missing")).ok()).isTrue();
  }

  @Test
  void a_ready_node_has_to_be_in_the_disks_zone() {
    node("n1", "zone-a", "True");
    node("n2", "zone-b", "False");
    assertThat(ask(new ClusterCheck.NodeWithLabel("zone", List.of("zone-a"))).ok()).isTrue();
    assertThat(problem(new ClusterCheck.NodeWithLabel("zone", List.of("zone-b"))))
        .isEqualTo(
            "no ready node has label zone in [zone-b], so the volume cannot be mounted; nodes have [zone-a, zone-b (not ready)]");
  }

  private void node(String name, String zone, String ready) {
    kubernetes.put(
        "/api/v1/nodes/" + name,
        """
        {"metadata":{"name":"%s","labels":{"zone":"%s"}},
         "status":{"conditions":[{"type":"Ready","status":"%s"}]}}"""
            .formatted(name, zone, ready));
  }

  @Test
  void a_disk_must_not_be_attached_twice() {
    ClusterCheck check =
        new ClusterCheck.DiskNotUsedElsewhere("csi", "d-1", "d-1", "db", "data-orders-primary-0");
    kubernetes.put(
        VOLUME + "ours",
        volume(
            "d-1",
            "db",
            "data-orders-primary-0",
            "\"csi\":{\"driver\":\"csi\",\"volumeHandle\":\"d-1\"}"));
    assertThat(ask(check).ok()).isTrue();
    kubernetes.put(
        VOLUME + "theirs",
        volume("theirs", "shop", "data", "\"csi\":{\"driver\":\"csi\",\"volumeHandle\":\"d-1\"}"));
    assertThat(problem(check))
        .isEqualTo(
            "disk d-1: is already that of PersistentVolume theirs for claim data in namespace shop; attaching it twice destroys data: choose another disk, or delete that PersistentVolume");
  }

  @Test
  void a_disk_of_an_old_flex_volume_is_seen_in_both_spellings() {
    ClusterCheck check =
        new ClusterCheck.DiskNotUsedElsewhere("csi", "d-1", "d-1", "db", "data-orders-primary-0");
    for (String key : List.of("volumeId", "VolumeId")) {
      kubernetes.put(
          VOLUME + "flex",
          volume(
              "flex",
              "shop",
              "data",
              "\"flexVolume\":{\"options\":{\"%s\":\"d-1\"}}".formatted(key)));
      assertThat(problem(check)).contains("PersistentVolume flex");
    }
  }

  private static String volume(String name, String namespace, String claim, String source) {
    return """
        {"metadata":{"name":"%s"},"spec":{"claimRef":{"namespace":"%s","name":"%s"},%s}}"""
        .formatted(name, namespace, claim, source);
  }

  @Test
  void a_claim_has_to_exist_and_be_free() {
    ClusterCheck check = new ClusterCheck.ClaimExists("old");
    assertThat(problem(check))
        .contains("PersistentVolumeClaim old: does not exist in namespace db");
    kubernetes.put(
        "/api/v1/namespaces/db/persistentvolumeclaims/old", "{\"metadata\":{\"name\":\"old\"}}");
    assertThat(ask(check).ok()).isTrue();
    kubernetes.put(
        "/api/v1/namespaces/db/pods/web",
        "{\"metadata\":{\"name\":\"web\"},\"spec\":{\"volumes\":[{\"persistentVolumeClaim\":{\"claimName\":\"old\"}}]}}");
    assertThat(problem(check)).contains("is used by pod web");
  }

  @Test
  void lists_that_are_forbidden_are_warnings_once_per_kind() {
    kubernetes.faults(
        call ->
            call.target().namespace().isEmpty()
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    PreflightReport report =
        ask(new ClusterCheck.ClassExists("a"), new ClusterCheck.ClassDoesNotProvision("b"));
    assertThat(report.ok()).isTrue();
    assertThat(report.warnings())
        .extracting(Violation::toString)
        .containsExactly(
            "primary.storage: storageclasses cannot be listed: it is not checked whether they fit");
  }
}
