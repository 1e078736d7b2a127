package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pgcluster.kubernetes.AwaitTimeoutException;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that do not start: who waits is told why, in Kubernetes' words. */
class StuckPodsE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("stuck");

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static KubernetesPgClusters clusters;

  /** All at once, so that their troubles grow side by side. */
  @BeforeAll
  static void apply() {
    clusters = NAMESPACE.clusters();
    PgClusterBuilder image = primaryAlone("image").kubernetes(k -> k.imagePullPolicy("Never"));
    apply(image.postgres(p -> p.image("registry.invalid/nobody/postgres:17")));
    apply(primaryAlone("nowhere").primary(p -> p.nodeSelector(Specs.NOWHERE, "true")));
    apply(primaryAlone("crash").parameter("shared_preload_libraries", "no_such_library"));
    apply(primaryAlone("setup").setupSql("SELECT 1 / 0;"));
    apply(
        primaryAlone("volume")
            .primary(p -> p.storage(PvcStorage.size("1Gi").withStorageClass("no-such-class"))));
  }

  private static PgClusterBuilder primaryAlone(String name) {
    return Specs.small(name).standbys(0).withoutRouter();
  }

  private static void apply(PgClusterBuilder cluster) {
    clusters.apply(cluster.build()).close();
  }

  @Test
  void an_image_that_is_not_there() throws Exception {
    assertTold(
        "image", "ErrImageNeverPull", "ErrImageNeverPull", "registry.invalid/nobody/postgres:17");
  }

  @Test
  void no_node_that_fits() throws Exception {
    assertTold("nowhere", "Unschedulable", "Unschedulable", "node affinity/selector");
  }

  @Test
  void a_server_that_ends_with_the_last_lines_of_its_log() throws Exception {
    assertTold("crash", "exit code", "exit code", "no_such_library");
  }

  @Test
  void setup_sql_that_fails_with_its_line_and_the_error_code() throws Exception {
    // The server's message could quote a secret; this is division_by_zero.
    assertTold("setup", "exit code", "exit code", "setup.sql:1: ERROR:  22012");
  }

  @Test
  void a_storage_class_that_does_not_exist() throws Exception {
    assertTold("volume", "Unschedulable", "no-such-class");
  }

  /** Status says the reason; waiting says it while it waits, and again when it gives up. */
  private static void assertTold(String name, String reason, String... words) throws Exception {
    try (RunningPgCluster cluster = clusters.find(name).orElseThrow()) {
      Wait.until(
          "status says " + reason, PATIENCE, () -> cluster.status().toString().contains(reason));
      assertThat(cluster.status().phase()).isNotEqualTo(ClusterStatus.Phase.READY);
      // A log may be out of reach for a moment, while its container is replaced.
      Wait.until("waiting says " + List.of(words), PATIENCE, () -> isTold(cluster, words));
    }
  }

  private static boolean isTold(RunningPgCluster cluster, String... words) {
    List<ProgressEvent> events = new CopyOnWriteArrayList<>();
    AwaitTimeoutException timeout =
        catchThrowableOfType(
            AwaitTimeoutException.class, () -> cluster.await(Duration.ofSeconds(3), events::add));
    assertThat(timeout.missing()).isNotEmpty();
    String whileWaiting =
        events.stream()
            .filter(e -> e.state() == State.PROBLEM)
            .map(ProgressEvent::detail)
            .collect(Collectors.joining("\n"));
    return Stream.of(words)
        .allMatch(w -> whileWaiting.contains(w) && timeout.getMessage().contains(w));
  }
}
