package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Violation;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.PrimaryBuilder;
import io.pgcluster.spec.Toleration;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageProvider;
import io.pgcluster.storage.VolumeRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StorageChecksTest {
  private static final String VOLUME = "/api/v1/persistentvolumes/";
  private static final String CLAIM =
      "/api/v1/namespaces/db/persistentvolumeclaims/data-orders-primary-0";

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
    return ask(new Asking(List.of(checks)), primary -> {});
  }

  private PreflightReport ask(StorageProvider storage, Consumer<PrimaryBuilder> pods) {
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .standbys(0)
            .primary(primary -> pods.accept(primary.storage(storage)))
            .build();
    Findings findings = new Findings();
    new StorageChecks(kubernetes.api(), cluster, Existing.read(kubernetes.api()), findings).run();
    return findings.report();
  }

  private String problem(ClusterCheck check) {
    return onlyProblem(ask(check));
  }

  private static String onlyProblem(PreflightReport report) {
    assertThat(report.problems()).hasSize(1);
    assertThat(report.problems().get(0).path()).isEqualTo("primary.storage");
    return report.problems().get(0).problem();
  }

  private static List<String> warnings(PreflightReport report) {
    assertThat(report.problems()).isEmpty();
    return report.warnings().stream().map(Violation::toString).toList();
  }

  private void storageClass(String name, String rest) {
    kubernetes.put(
        "/apis/storage.k8s.io/v1/storageclasses/" + name,
        "{\"metadata\":{\"name\":\"%s\"}%s}".formatted(name, rest));
  }

  @Test
  void a_class_has_to_exist() {
    assertThat(problem(new ClusterCheck.ClassServes("fast")))
        .isEqualTo("StorageClass fast: does not exist; there are [standard]");
    assertThat(warnings(ask(new ClusterCheck.ClassServes("standard")))).isEmpty();
  }

  /** Rows 1, 16 and 17 of the traps of disks: zone, growth, deletion. */
  @Test
  void a_class_that_does_not_suit_a_database_is_a_warning() {
    storageClass("plain", ",\"provisioner\":\"disks.example.com\"");
    assertThat(warnings(ask(new ClusterCheck.ClassServes("plain"))))
        .containsExactly(
            "primary.storage: StorageClass plain: its volumes are deleted with their claims (reclaimPolicy Delete); its volumes are chosen before the pods' nodes, perhaps in a zone where they cannot run (volumeBindingMode Immediate); its volumes can never grow (no allowVolumeExpansion)");
    storageClass(
        "local",
        ",\"provisioner\":\"kubernetes.io/no-provisioner\",\"volumeBindingMode\":\"WaitForFirstConsumer\"");
    assertThat(warnings(ask(new ClusterCheck.ClassServes("local")))).isEmpty();
  }

  /** Row 10: a claim without a class gets the default one. */
  @Test
  void without_a_named_class_there_has_to_be_a_default_one() {
    ClusterCheck check = new ClusterCheck.DefaultClassServes();
    assertThat(warnings(ask(check))).isEmpty();
    kubernetes.remove(FakeKubernetes.DEFAULT_CLASS);
    storageClass("essd", "");
    assertThat(problem(check))
        .isEqualTo(
            "no StorageClass is the default one, so that the claims would wait for ever; name a class, there are [essd]");
  }

  @Test
  void what_made_the_claims_does_not_matter_once_they_are_there() {
    kubernetes.remove(FakeKubernetes.DEFAULT_CLASS);
    kubernetes.put(CLAIM, "{\"metadata\":{\"name\":\"data-orders-primary-0\"}}");
    assertThat(warnings(ask(PvcStorage.size("1Gi"), primary -> {}))).isEmpty();
  }

  /** Row 19. */
  @Test
  void a_claim_that_lost_its_volume_is_refused() {
    kubernetes.put(
        CLAIM,
        """
        {"metadata":{"name":"data-orders-primary-0"},"spec":{"volumeName":"d-1"},
         "status":{"phase":"Lost"}}""");
    assertThat(onlyProblem(ask(PvcStorage.size("1Gi"), primary -> {})))
        .startsWith(
            "PersistentVolumeClaim data-orders-primary-0: its PersistentVolume d-1 is gone");
    kubernetes.put(
        "/api/v1/namespaces/db/persistentvolumeclaims/old",
        "{\"metadata\":{\"name\":\"old\"},\"status\":{\"phase\":\"Lost\"}}");
    kubernetes.remove(CLAIM);
    assertThat(onlyProblem(ask(PvcStorage.existing("old"), primary -> {})))
        .contains("PersistentVolumeClaim old: its PersistentVolume", "is gone");
  }

  /** Row 10. */
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

  /** Row 1. */
  @Test
  void a_ready_node_has_to_be_in_the_disks_zone() {
    node("n1", "zone-a", "True", "");
    node("n2", "zone-b", "False", "");
    assertThat(ask(ClusterCheck.NodeWithLabels.of("zone", List.of("zone-a"))).ok()).isTrue();
    assertThat(problem(ClusterCheck.NodeWithLabels.of("zone", List.of("zone-b"))))
        .isEqualTo(
            "no node that takes the pods has the labels {zone=[zone-b]}, so that the volume cannot be mounted; nodes have [zone-a, zone-b (not ready)]");
  }

  /** Row 1. */
  @Test
  void a_node_in_the_disks_zone_has_to_take_the_pods() {
    StorageProvider disk =
        new Asking(List.of(ClusterCheck.NodeWithLabels.of("zone", List.of("zone-a"))));
    node("n1", "zone-a", "True", "\"unschedulable\":true");
    assertThat(onlyProblem(ask(disk, primary -> {}))).endsWith("nodes have [zone-a (cordoned)]");
    node("n1", "zone-a", "True", taint("NoSchedule"));
    assertThat(onlyProblem(ask(disk, primary -> {})))
        .endsWith("nodes have [zone-a (taint dedicated is not tolerated)]");
    assertThat(ask(disk, p -> p.toleration(Toleration.equal("dedicated", "db", "NoSchedule"))).ok())
        .isTrue();
    assertThat(ask(disk, p -> p.toleration(Toleration.exists("", ""))).ok()).isTrue();
    assertThat(ask(disk, p -> p.toleration(Toleration.exists("other", ""))).ok()).isFalse();
    node("n1", "zone-a", "True", taint("PreferNoSchedule"));
    assertThat(ask(disk, primary -> {}).ok()).isTrue();
    assertThat(onlyProblem(ask(disk, p -> p.nodeSelector("disk", "ssd"))))
        .endsWith("nodes have [zone-a (not in nodeSelector)]");
    assertThat(ask(disk, p -> p.nodeSelector("zone", "zone-a")).ok()).isTrue();
  }

  private static String taint(String effect) {
    return "\"taints\":[{\"key\":\"dedicated\",\"value\":\"db\",\"effect\":\"%s\"}]"
        .formatted(effect);
  }

  /** Row 6: only newer drivers label nodes with the types that can be attached. */
  @Test
  void labels_that_nodes_need_not_have_are_warnings_where_some_have_them() {
    ClusterCheck check =
        new ClusterCheck.NodeWithLabels(new TreeMap<>(Map.of("type", List.of("yes"))), false);
    node("n1", "zone-a", "True", "");
    assertThat(warnings(ask(check))).isEmpty();
    kubernetes.put(
        "/api/v1/nodes/n2", "{\"metadata\":{\"name\":\"n2\",\"labels\":{\"type\":\"no\"}}}");
    assertThat(warnings(ask(check))).hasSize(1);
  }

  private void node(String name, String zone, String ready, String spec) {
    kubernetes.put(
        "/api/v1/nodes/" + name,
        """
        {"metadata":{"name":"%s","labels":{"zone":"%s"}},"spec":{%s},
         "status":{"conditions":[{"type":"Ready","status":"%s"}]}}"""
            .formatted(name, zone, spec, ready));
  }

  /** Row 3: the driver detaches a disk that is in use elsewhere. */
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
        ask(new ClusterCheck.ClassServes("a"), new ClusterCheck.ClassDoesNotProvision("b"));
    assertThat(report.ok()).isTrue();
    assertThat(report.warnings())
        .extracting(Violation::toString)
        .containsExactly(
            "primary.storage: storageclasses cannot be listed: it is not checked whether they fit");
  }
}
