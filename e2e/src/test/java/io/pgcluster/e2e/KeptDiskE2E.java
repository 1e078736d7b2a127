package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left of a cluster that is deleted, and what the next one makes of it. */
class KeptDiskE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("kept");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @Test
  void disks_and_passwords_are_kept_until_told_otherwise_and_nothing_else() throws Exception {
    Disk disk = Disk.create(NAMESPACE);
    PgCluster cluster =
        Specs.small("orders").primary(p -> p.storage(disk.storage())).withoutRouter().build();
    disk.makeVolume(cluster);
    KubernetesPgClusters clusters = NAMESPACE.clusters();
    String password;
    try (RunningPgCluster first = clusters.apply(cluster).await(PATIENCE)) {
      ConnectionInfo primary = first.connection(Route.PRIMARY, "app");
      password = primary.password().reveal();
      Sql.run(primary, "CREATE TABLE kept AS SELECT 42 AS answer");

      first.delete(DeletePolicy.KEEP_VOLUMES);
    }
    assertThat(Inventory.of(NAMESPACE).objects().keySet())
        .containsExactlyInAnyOrder(
            "PersistentVolumeClaim/data-orders-primary-0",
            "PersistentVolumeClaim/data-orders-replica-0",
            "Secret/orders-credentials");
    assertThat(clusters.find("orders")).isEmpty();

    try (RunningPgCluster second = clusters.apply(cluster).await(PATIENCE)) {
      ConnectionInfo primary = second.connection(Route.PRIMARY, "app");
      assertThat(primary.password().reveal().equals(password)).as("the same password").isTrue();
      assertThat(Sql.value(primary, "SELECT answer FROM kept")).isEqualTo("42");
      Proof.awaitProven(second);

      second.delete(DeletePolicy.DELETE_VOLUMES);
    }
    assertThat(Inventory.of(NAMESPACE).objects().keySet()).isEmpty();
    // The disk is somebody else's, and so is its volume: both stay, with the data.
    Wait.until("the volume is released", PATIENCE, () -> disk.volumePhase().equals("Released"));
    assertThat(
            NAMESPACE
                .admin()
                .persistentVolumes()
                .withName(disk.id())
                .get()
                .getSpec()
                .getPersistentVolumeReclaimPolicy())
        .isEqualTo("Retain");
  }
}
