package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pgcluster.PgClusterException;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ClusterStatus.Phase;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to others while a cluster is changed: each time it ends in a state that is named,
 * and that the same call leaves when the fault is gone. Nothing that was acknowledged is lost.
 */
class ChangeFaultsE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("change-faults");

  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Duration A_MINUTE = Duration.ofSeconds(60);
  private static final String NAME = "orders";
  private static final String PRIMARY = "orders-primary-0";
  private static final String LOCKS = "max_locks_per_transaction";

  @TempDir static Path folder;

  private static KubernetesPgClusters clusters;
  private static KubernetesPgClusters throughProxy;
  private static TunnelProxy proxy;
  private static AcknowledgedWriter writer;
  private static int locks = 64;

  @BeforeAll
  static void start() throws Exception {
    KubernetesClient user = NAMESPACE.userWith("sdk", KubernetesPgClusters.requiredRole());
    clusters = TestNamespace.clusters(user);
    proxy = new TunnelProxy(user);
    throughProxy = proxy.clusters(folder, NAMESPACE);
    writer = AcknowledgedWriter.start(clusters.apply(described()).await(PATIENCE));
  }

  @AfterEach
  void it_serves() throws Exception {
    writer.awaitMore();
    try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
      assertThat(running.status().phase()).isEqualTo(Phase.READY);
      Proof.assertProven(running);
    }
  }

  @AfterAll
  static void nothing_is_lost() throws Exception {
    try {
      writer.assertNothingIsLost();
    } finally {
      throughProxy.close();
      proxy.close();
    }
  }

  private static PgCluster described() {
    return Specs.small(NAME).parameter(LOCKS, String.valueOf(locks)).build();
  }

  /** A description that needs a restart of all servers. */
  private static PgCluster next() {
    locks++;
    return described();
  }

  /** A change on a thread of its own. */
  private static final class Attempt {
    final List<ProgressEvent> events = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Optional<Throwable> failure = Optional.empty();

    Attempt(KubernetesPgClusters by, PgCluster desired) {
      thread = new Thread(() -> run(by, desired), "change");
      thread.start();
    }

    private void run(KubernetesPgClusters by, PgCluster desired) {
      try {
        by.apply(by.plan(desired), Impact.PRIMARY_RESTART, events::add).close();
      } catch (RuntimeException | Error e) {
        failure = Optional.of(e);
      }
    }

    boolean isOver() {
      return !thread.isAlive();
    }

    Optional<Throwable> end() throws InterruptedException {
      thread.join(PATIENCE.toMillis());
      assertThat(isOver()).as(events.toString()).isTrue();
      return failure;
    }

    Throwable interrupted() throws InterruptedException {
      thread.interrupt();
      return end().orElseThrow();
    }
  }

  private static ClusterStatus status() {
    try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
      return running.status();
    }
  }

  private static void finish(PgCluster desired) {
    assertThat(clusters.plan(desired).render()).doesNotContain("nothing to change");
    clusters.apply(clusters.plan(desired), Impact.PRIMARY_RESTART).await(PATIENCE).close();
    assertThat(clusters.plan(desired).render()).contains("nothing to change");
  }

  @Test
  @Timeout(600)
  void a_rule_of_the_server_refuses_an_object_in_the_middle() throws Exception {
    PgCluster desired = next();
    Refusal refusal = Refusal.of(NAMESPACE, "orders-primary", "not on a friday");
    try {
      refusal.awaitInForce();

      Throwable failure = new Attempt(clusters, desired).end().orElseThrow();

      assertThat(failure)
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("orders-primary")
          .hasMessageContaining("not on a friday");
      assertThat(status().phase()).isEqualTo(Phase.INCOMPLETE);
      writer.awaitMore();
    } finally {
      refusal.end();
    }
    finish(desired);
  }

  @Test
  @Timeout(600)
  void the_api_server_is_away_for_a_minute() throws Exception {
    PgCluster desired = next();
    Attempt attempt = new Attempt(throughProxy, desired);
    Wait.until(
        "a standby is restarted",
        PATIENCE,
        () ->
            attempt.isOver()
                || attempt.events.stream()
                    .anyMatch(e -> e.object().name().equals("orders-replica-0")));
    proxy.cut(true);
    try {
      long begin = System.nanoTime();
      // Without the server it either waits or ends; and the cluster does not need it.
      Wait.until(
          "a minute is over", PATIENCE, () -> System.nanoTime() - begin > A_MINUTE.toNanos());
      writer.awaitMore();
    } finally {
      proxy.cut(false);
    }
    Optional<Throwable> failure = attempt.end();
    System.out.println("after a minute without the API server: " + failure);

    if (failure.isPresent()) {
      assertThat(failure.get()).isInstanceOf(PgClusterException.class);
      assertThat(status().phase()).isEqualTo(Phase.INCOMPLETE);
      finish(desired);
    }
    assertThat(clusters.plan(desired).render()).contains("nothing to change");
  }

  @Test
  @Timeout(600)
  void a_standby_never_catches_up() throws Exception {
    PgCluster more = described().toBuilder().parameter("max_connections", "250").build();
    clusters.apply(clusters.plan(more), Impact.PRIMARY_RESTART).await(PATIENCE).close();
    PgCluster desired = described(); // fewer connections: the standby has to replay that first
    try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
      running.faults().pauseReplay("orders-replica-0");
      try {
        Attempt attempt = new Attempt(clusters, desired);
        Wait.until(
            "the primary has been restarted",
            PATIENCE,
            () ->
                attempt.isOver()
                    || attempt.events.stream()
                        .anyMatch(
                            e ->
                                e.object().kind().equals("Pod")
                                    && e.object().name().equals(PRIMARY)
                                    && e.state() == ProgressEvent.State.APPLIED));

        Throwable failure = attempt.interrupted();

        assertThat(failure).isInstanceOf(PgClusterException.class);
        assertThat(failure.getMessage()).contains("interrupted");
        assertThat(status().phase()).isEqualTo(Phase.INCOMPLETE);
      } finally {
        running.faults().resumeReplay("orders-replica-0");
      }
    }
    finish(desired);
  }

  @Test
  @Timeout(900)
  void a_disk_fills_during_an_update() throws Exception {
    PgCluster desired = next();
    FullDisk disk = FullDisk.of(NAMESPACE, PRIMARY);
    try {
      Attempt attempt = new Attempt(clusters, desired);
      Wait.until(
          "it is told that the disk is full",
          PATIENCE,
          () ->
              attempt.isOver()
                  || attempt.events.stream().anyMatch(e -> e.detail().contains("No space left")));
      // A server may also come back on a full disk, and then only writes are refused.
      Optional<Throwable> failure =
          attempt.isOver() ? attempt.end() : Optional.of(attempt.interrupted());
      System.out.println("on a full disk: " + failure);
      if (failure.isPresent()) {
        assertThat(failure.get()).isInstanceOf(PgClusterException.class);
        assertThat(status().phase()).isNotEqualTo(Phase.READY);
      }
    } finally {
      disk.end();
    }
    writer.awaitMore();
    clusters.apply(clusters.plan(desired), Impact.PRIMARY_RESTART).await(PATIENCE).close();
    assertThat(clusters.plan(desired).render()).contains("nothing to change");
  }
}
