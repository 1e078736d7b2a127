package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ClusterSummary;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What three lines give: a cluster of defaults on volumes that Kubernetes makes by itself. */
class DefaultClusterE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("default");

  private static final PgCluster CLUSTER = PgClusterBuilder.named("orders").build();

  private static KubernetesPgClusters clusters;
  private static RunningPgCluster orders;

  @BeforeAll
  static void apply() {
    clusters = NAMESPACE.clusters();
    orders = clusters.apply(CLUSTER).await(Duration.ofMinutes(3));
  }

  @Test
  void is_ready_and_proven() {
    ClusterStatus status = orders.status();

    assertThat(status.phase()).as(status.toString()).isEqualTo(ClusterStatus.Phase.READY);
    assertThat(status.members())
        .extracting(ClusterStatus.Member::component)
        .containsExactly(
            ClusterStatus.Component.PRIMARY,
            ClusterStatus.Component.STANDBY,
            ClusterStatus.Component.ROUTER);
    Proof.assertProven(orders);
  }

  @Test
  void its_volumes_are_those_of_the_default_class() {
    List<PersistentVolumeClaim> claims =
        NAMESPACE.admin().persistentVolumeClaims().inNamespace(NAMESPACE.name()).list().getItems();

    assertThat(claims)
        .hasSize(2)
        .allSatisfy(claim -> assertThat(claim.getStatus().getPhase()).isEqualTo("Bound"));
  }

  @Test
  void no_object_of_it_was_refused_a_field_or_warned_about() {
    Inventory inventory = Inventory.of(NAMESPACE);

    assertThat(inventory.ofTheLibrary().objects().keySet())
        .containsAll(manifests().stream().map(m -> m.kind() + "/" + m.name()).toList());
  }

  @Test
  void another_process_finds_it_by_name(@TempDir Path folder) throws Exception {
    Path kubeconfig = NAMESPACE.kubeconfig(folder);
    try (SdkProcess other =
        SdkProcess.start(folder, kubeconfig, NAMESPACE.name(), "look", "orders")) {
      assertThat(other.go().succeed())
          .contains(
              "list=" + List.of(new ClusterSummary("orders", 17, 1, 1)),
              "phase=READY",
              "proven=true",
              "reads=app");
    }
  }

  @Test
  void applying_it_again_tries_each_object_once_and_writes_nothing_but_the_lease()
      throws Exception {
    AuditLog log = AuditLog.from("sdk", NAMESPACE);
    List<ProgressEvent> events = new ArrayList<>();

    clusters.apply(CLUSTER, events::add).close();

    assertThat(events)
        .filteredOn(e -> e.state() != State.PENDING)
        .allSatisfy(e -> assertThat(e.state()).isEqualTo(State.UNCHANGED));
    List<String> calls = log.calls();
    assertThat(calls)
        .filteredOn(c -> c.startsWith("patch "))
        .hasSize(manifests().list().size())
        .allSatisfy(c -> assertThat(c).contains("dryRun=All"));
    assertThat(calls)
        .filteredOn(c -> c.matches("(create|update|delete) .*") && !c.contains("selfsubject"))
        .hasSize(2)
        .allSatisfy(c -> assertThat(c).startsWith("update ").contains("/leases/orders"));
  }

  private static Manifests manifests() {
    String name = new ObjectNames(CLUSTER.name()).credentials();
    var secret = NAMESPACE.admin().secrets().inNamespace(NAMESPACE.name()).withName(name).get();
    return Manifests.of(CLUSTER, NAMESPACE.name(), ClusterSecrets.fromSecret(secret));
  }
}
