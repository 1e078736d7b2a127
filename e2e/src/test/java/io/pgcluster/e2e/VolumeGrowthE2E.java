package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.storage.PvcStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Claims that grow where their class allows it, under servers that go on. */
class VolumeGrowthE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("growth");

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static GrowingClass growing;
  private static KubernetesPgClusters clusters;

  @BeforeAll
  static void makeClass() {
    growing = GrowingClass.of(NAMESPACE);
    clusters = NAMESPACE.clusters();
  }

  @AfterAll
  static void deleteClass() {
    growing.close();
  }

  private static PgCluster sized(String name, String size, String storageClass) {
    PvcStorage storage = PvcStorage.size(size).withStorageClass(storageClass);
    return Specs.small(name)
        .primary(p -> p.storage(storage))
        .standbys(s -> s.storage(storage))
        .build();
  }

  private static Map<String, String> pods() {
    return NAMESPACE
        .admin()
        .pods()
        .inNamespace(NAMESPACE.name())
        .withLabel("pgcluster.io/cluster", "orders")
        .list()
        .getItems()
        .stream()
        .map(Pod::getMetadata)
        .collect(Collectors.toMap(m -> m.getName(), m -> m.getUid()));
  }

  @Test
  void claims_grow_and_servers_go_on() throws Exception {
    PgCluster small = sized("orders", "1Gi", growing.name());
    PgCluster large = sized("orders", "2Gi", growing.name());
    clusters.apply(small).await(PATIENCE).close();
    Map<String, String> before = pods();

    Plan plan = clusters.plan(large);
    assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.IN_PLACE);
    assertThat(plan.render()).contains("storage: 1Gi → 2Gi", "claims grow");
    clusters.apply(plan, Impact.IN_PLACE).await(PATIENCE).close();

    assertThat(claims("orders"))
        .hasSize(2)
        .extracting(VolumeGrowthE2E::requested)
        .containsOnly("2Gi");
    assertThat(pods()).isEqualTo(before);
    assertThat(clusters.plan(large).render()).contains("nothing to change");
    try (RunningPgCluster found = clusters.find("orders").orElseThrow()) {
      Proof.assertProven(found);
    }
    assertThat(clusters.plan(small).impact()).isEqualTo(Impact.IMPOSSIBLE);
  }

  private static List<PersistentVolumeClaim> claims(String cluster) {
    return NAMESPACE
        .admin()
        .persistentVolumeClaims()
        .inNamespace(NAMESPACE.name())
        .withLabel("pgcluster.io/cluster", cluster)
        .list()
        .getItems();
  }

  private static String requested(PersistentVolumeClaim claim) {
    return claim.getSpec().getResources().getRequests().get("storage").toString();
  }

  @Test
  void a_class_that_does_not_allow_it_makes_it_impossible_in_its_words() throws Exception {
    PgCluster small = Specs.unscheduled("stuck").standbys(0).withoutRouter().build();
    clusters.apply(small).close();
    // The StatefulSet's controller makes it in its own time; without it, nothing has to grow.
    Wait.until("the claim is made", PATIENCE, () -> !claims("stuck").isEmpty());
    PgCluster large = small.toBuilder().primary(p -> p.storage(PvcStorage.size("2Gi"))).build();

    Plan plan = clusters.plan(large);

    assertThat(plan.impact()).as(plan.render()).isEqualTo(Impact.IMPOSSIBLE);
    assertThat(plan.render()).contains("allowVolumeExpansion");
  }
}
