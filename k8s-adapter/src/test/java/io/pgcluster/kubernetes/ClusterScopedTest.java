package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterScopedTest {
  private static final String VOLUME = "/api/v1/persistentvolumes/d-1";
  private static final Permissions ALL =
      new Permissions(
          Json.read(
              """
              {"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]}"""));
  private static final Permissions NONE = new Permissions(Json.EMPTY);

  private final FakeKubernetes kubernetes = new FakeKubernetes();

  private static String volume(String labels, String size, String claimRef, String phase) {
    return """
        {"metadata":{"name":"d-1","labels":{%s}},
         "spec":{"capacity":{"storage":"%s"},"claimRef":{%s},"csi":{"volumeHandle":"d-1"}},
         "status":{"phase":"%s"}}"""
        .formatted(labels, size, claimRef, phase);
  }

  private static final String OURS = "\"pgcluster.io/cluster\":\"orders\"";
  private static final String CLAIM = "\"namespace\":\"db\",\"name\":\"data-orders-primary-0\"";
  private static final String OLD_CLAIM = CLAIM + ",\"uid\":\"old\",\"resourceVersion\":\"7\"";

  private Findings check(Permissions permissions) {
    Findings findings = new Findings();
    var wanted =
        new ClusterScoped.Wanted(
            Kind.PERSISTENT_VOLUME, "d-1", Json.read(volume(OURS, "20Gi", CLAIM, "")));
    new ClusterScoped(kubernetes.api(), List.of(wanted), permissions, findings).run();
    return findings;
  }

  private static String problem(Findings findings) {
    assertThat(findings.report().problems()).hasSize(1);
    return findings.report().problems().get(0).toString();
  }

  @Test
  void what_may_be_made_need_not_exist() {
    assertThat(check(ALL).report().ok()).isTrue();
  }

  @Test
  void what_must_not_be_made_has_to_exist() {
    assertThat(problem(check(NONE)))
        .contains("PersistentVolume d-1: does not exist, and creating it is forbidden");
  }

  @Test
  void what_exists_as_described_is_left_to_who_made_it() {
    kubernetes.put(VOLUME, volume("", "20480Mi", CLAIM, "Available"));
    Findings findings = check(NONE);
    assertThat(findings.report().ok()).isTrue();
    assertThat(findings.isLeft("PersistentVolume", "d-1")).isTrue();
    assertThat(check(ALL).isLeft("PersistentVolume", "d-1")).isTrue();
  }

  @Test
  void what_exists_otherwise_is_refused_by_field() {
    kubernetes.put(VOLUME, volume(OURS, "10Gi", CLAIM, "Available"));
    assertThat(problem(check(ALL)))
        .isEqualTo(
            "PersistentVolume d-1: exists, but spec.capacity.storage is \"10Gi\", not \"20Gi\"; delete it if it is not needed any more, or describe what it is");
  }

  @Test
  void a_volume_of_a_cluster_of_this_name_elsewhere_is_refused() {
    kubernetes.put(VOLUME, volume(OURS, "20Gi", CLAIM.replace("\"db\"", "\"test\""), "Bound"));
    assertThat(problem(check(ALL))).contains("spec.claimRef.namespace is \"test\", not \"db\"");
  }

  @Test
  void a_released_volume_of_ours_that_names_the_claim_is_given_back() {
    kubernetes.put(VOLUME, volume(OURS, "20Gi", OLD_CLAIM, "Released"));
    Findings findings = check(ALL);
    assertThat(findings.report().ok()).isTrue();
    assertThat(findings.toRebind()).hasSize(1);
  }

  @Test
  void a_released_volume_of_others_is_not_given_away() {
    kubernetes.put(VOLUME, volume("", "20Gi", OLD_CLAIM, "Released"));
    assertThat(problem(check(ALL))).contains("was released by an earlier claim");
    assertThat(check(ALL).toRebind()).isEmpty();
  }

  @Test
  void a_bound_volume_is_not_touched() {
    kubernetes.put(VOLUME, volume(OURS, "20Gi", OLD_CLAIM, "Bound"));
    assertThat(check(ALL).toRebind()).isEmpty();
    assertThat(check(ALL).report().ok()).isTrue();
  }

  @Test
  void what_may_be_neither_read_nor_written_is_expected_to_exist() {
    kubernetes.faults(call -> Optional.of(Fault.status(403)));
    Findings findings = check(NONE);
    assertThat(findings.report().ok()).isTrue();
    assertThat(findings.report().warnings().toString()).contains("is expected to exist");
    assertThat(findings.isLeft("PersistentVolume", "d-1")).isTrue();
  }

  private static final String CLASS = "/apis/storage.k8s.io/v1/storageclasses/pgcluster-1";

  private static String storageClass(String parameters) {
    return """
        {"metadata":{"name":"pgcluster-1"},"provisioner":"disks.example.com",
         "parameters":{%s},"reclaimPolicy":"Retain"}"""
        .formatted(parameters);
  }

  private Findings checkClass(Permissions permissions) {
    Findings findings = new Findings();
    var wanted =
        new ClusterScoped.Wanted(
            Kind.STORAGE_CLASS, "pgcluster-1", Json.read(storageClass("\"type\":\"essd\"")));
    new ClusterScoped(kubernetes.api(), List.of(wanted), permissions, findings).run();
    return findings;
  }

  @Test
  void a_class_is_made_where_that_is_allowed_and_else_has_to_exist() {
    Findings allowed = checkClass(ALL);
    assertThat(allowed.report().ok()).isTrue();
    assertThat(allowed.isLeft("StorageClass", "pgcluster-1")).isFalse();
    assertThat(problem(checkClass(NONE)))
        .contains(
            "StorageClass pgcluster-1: does not exist, and creating it is forbidden",
            "patch and create on storageclasses");
  }

  @Test
  void a_class_that_exists_as_described_is_nobodys() {
    kubernetes.put(CLASS, storageClass("\"type\":\"essd\""));
    for (Permissions permissions : List.of(ALL, NONE)) {
      Findings findings = checkClass(permissions);
      assertThat(findings.report().ok()).isTrue();
      assertThat(findings.isLeft("StorageClass", "pgcluster-1")).isTrue();
    }
  }

  /** Row 18 of the traps of disks: what cannot be changed is compared, never replaced. */
  @Test
  void a_class_that_makes_other_disks_is_refused_by_field() {
    kubernetes.put(CLASS, storageClass("\"type\":\"ssd\""));
    assertThat(problem(checkClass(ALL))).contains("parameters.type is \"ssd\", not \"essd\"");
    kubernetes.put(CLASS, storageClass("\"type\":\"essd\",\"encrypted\":\"true\""));
    assertThat(problem(checkClass(ALL)))
        .contains("parameters.encrypted is set, which is not described");
  }
}
