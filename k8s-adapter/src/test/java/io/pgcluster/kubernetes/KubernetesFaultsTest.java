package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.Lsn;
import io.pgcluster.runtime.PgFaults.Fault;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KubernetesFaultsTest {
  private static final String STANDBY = "orders-replica-0";
  private static final String PODS = "/api/v1/namespaces/db/pods";
  private static final String POD = PODS + "/" + STANDBY;
  private static final String SETS = "/apis/apps/v1/namespaces/db/statefulsets";

  private final FakeKubernetes kubernetes = new FakeKubernetes();
  private final KubernetesFaults faults = faults(PgClusterBuilder.named("orders"));

  private KubernetesFaults faults(PgClusterBuilder builder) {
    return new KubernetesFaults(
        kubernetes.api(),
        builder.build(),
        (route, role, database) -> {
          throw new PgClusterException("route " + route + " is closed");
        },
        standby -> {
          throw new PgClusterException("the way to " + standby + " is closed");
        });
  }

  @BeforeEach
  void run() {
    set(1);
    pod(true);
  }

  private void pod(boolean ready) {
    kubernetes.put(
        POD,
        """
        {"metadata":{"name":"%s","labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"conditions":[{"type":"Ready","status":"%s"}]}}"""
            .formatted(STANDBY, ready ? "True" : "False"));
  }

  private void set(int ready) {
    kubernetes.put(
        SETS + "/orders-replica",
        """
        {"metadata":{"name":"orders-replica","labels":{"pgcluster.io/cluster":"orders"}},
         "spec":{"replicas":1},"status":{"readyReplicas":%d}}"""
            .formatted(ready));
  }

  /** What happens before each of the next lists of a kind is answered. */
  private void beforeLists(String path, Runnable... changes) {
    Queue<Runnable> left = new ArrayDeque<>(List.of(changes));
    kubernetes.faults(
        call -> {
          if (call.method().equals("GET") && call.path().startsWith(path) && !left.isEmpty()) {
            left.remove().run();
          }
          return Optional.empty();
        });
  }

  private List<Call> deletions() {
    return kubernetes.calls.stream().filter(call -> call.method().equals("DELETE")).toList();
  }

  @Test
  void who_may_delete_pods_may_kill_and_restart() {
    assertThat(faults.possible())
        .containsExactlyInAnyOrder(Fault.PAUSE_REPLAY, Fault.CUT_OFF, Fault.KILL, Fault.RESTART);
    assertThat(kubernetes.calls.get(0).body())
        .contains("\"verb\":\"delete\"", "\"resource\":\"pods\"", "\"namespace\":\"db\"");
  }

  @Test
  void who_must_not_is_refused_and_told_why() {
    kubernetes.rules("[]");

    assertThat(faults.possible()).containsExactlyInAnyOrder(Fault.PAUSE_REPLAY, Fault.CUT_OFF);
    for (Consumer<String> call : List.<Consumer<String>>of(faults::kill, faults::restart)) {
      assertThatThrownBy(() -> call.accept(STANDBY))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("of orders-replica-0 is not possible on Kubernetes, because")
          .hasMessageContaining("must not delete pods in namespace db")
          .hasMessageContaining("possible are [CUT_OFF, PAUSE_REPLAY]");
    }
    assertThat(deletions()).isEmpty();
  }

  @Test
  void without_standbys_there_is_no_replay() {
    KubernetesFaults alone = faults(PgClusterBuilder.named("orders").standbys(0));

    assertThat(alone.possible()).containsExactlyInAnyOrder(Fault.KILL, Fault.RESTART);
  }

  static Stream<Consumer<KubernetesFaults>> impossible() {
    return Stream.of(
        faults -> faults.stop(STANDBY),
        faults -> faults.start(STANDBY),
        faults -> faults.promote(STANDBY),
        faults -> faults.holdReplayAt(STANDBY, Lsn.NONE),
        faults -> faults.fillDisk(STANDBY),
        faults -> faults.freeDisk(STANDBY));
  }

  @ParameterizedTest
  @MethodSource("impossible")
  void what_cannot_be_done_is_refused(Consumer<KubernetesFaults> call) {
    assertThatThrownBy(() -> call.accept(faults))
        .isInstanceOf(PgClusterException.class)
        .hasMessageMatching(
            "cluster orders: .* orders-replica-0 is not possible on Kubernetes, because .*;"
                + " possible are \\[RESTART, KILL, CUT_OFF, PAUSE_REPLAY]");
  }

  @Test
  void an_unknown_name_is_refused() {
    assertThatThrownBy(() -> faults.kill("orders-replica-1"))
        .hasMessage(
            "cluster orders: has no instance \"orders-replica-1\"; its instances are"
                + " [orders-primary-0, orders-replica-0]");
    assertThatThrownBy(() -> faults.pauseReplay("orders-primary-0"))
        .hasMessage(
            "cluster orders: orders-primary-0 is the primary, which follows nobody; its standbys"
                + " are [orders-replica-0]");
    assertThat(deletions()).isEmpty();
  }

  @Test
  void a_kill_gives_no_time_and_returns_when_it_was_noticed() {
    beforeLists(SETS, () -> {}, () -> {}, () -> set(0));

    faults.kill(STANDBY);

    assertThat(deletions()).hasSize(1);
    assertThat(deletions().get(0).path()).isEqualTo(POD);
    assertThat(deletions().get(0).body()).contains("\"gracePeriodSeconds\":0", "\"uid\":\"uid-");
    assertThat(kubernetes.object(SETS + "/orders-replica").orElseThrow().toString())
        .contains("\"readyReplicas\":0");
  }

  @Test
  void a_kill_of_what_is_gone_does_nothing() {
    kubernetes.remove(POD);

    faults.kill(STANDBY);

    assertThat(deletions()).isEmpty();
  }

  @Test
  void a_restart_gives_time_and_returns_when_another_pod_is_ready() {
    kubernetes.hold(POD);
    beforeLists(
        PODS,
        () -> {},
        () -> {},
        () -> kubernetes.remove(POD),
        () -> pod(false),
        () -> {},
        () -> pod(true));

    faults.restart(STANDBY);

    assertThat(deletions()).hasSize(1);
    assertThat(deletions().get(0).body()).doesNotContain("gracePeriodSeconds");
    assertThat(kubernetes.object(POD).map(pod -> PodReport.isTrue(pod.path("status"), "Ready")))
        .contains(true);
  }

  @Test
  void an_interrupt_ends_the_wait() {
    beforeLists(PODS, () -> {}, () -> Thread.currentThread().interrupt());

    assertThatThrownBy(() -> faults.restart(STANDBY))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("interrupted");

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void says_which_instance_does_not_answer() {
    assertThatThrownBy(() -> faults.pauseReplay(STANDBY))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("cluster orders: orders-replica-0: ")
        .hasMessageContaining("the way to orders-replica-0 is closed");
    assertThatThrownBy(faults::position)
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("cluster orders: the primary: ");
  }
}
