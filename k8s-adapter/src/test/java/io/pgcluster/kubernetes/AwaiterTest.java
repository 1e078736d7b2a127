package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaiterTest {
  private static final String SETS = "/apis/apps/v1/namespaces/db/statefulsets/";
  private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/db/deployments/";
  private static final String PODS = "/api/v1/namespaces/db/pods/";

  private final FakeKubernetes kubernetes = new FakeKubernetes();
  private final List<ProgressEvent> events = new ArrayList<>();

  private void set(String name, int ready) {
    kubernetes.put(
        SETS + name,
        """
        {"metadata":{"name":"%s","generation":1,"labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"observedGeneration":1,"replicas":1,"readyReplicas":%d,
         "currentRevision":"a","updateRevision":"a"}}"""
            .formatted(name, ready));
  }

  private void router(int available) {
    kubernetes.put(
        DEPLOYMENTS + "orders-router",
        """
        {"metadata":{"name":"orders-router","generation":2,"labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"observedGeneration":2,"replicas":1,"updatedReplicas":1,"availableReplicas":%d}}"""
            .formatted(available));
  }

  private void await(Duration timeout, Consumer step) {
    try (Awaiter awaiter =
        new Awaiter(
            kubernetes.api(),
            Clusters.orders(),
            event -> {
              events.add(event);
              step.on(event);
            })) {
      awaiter.await(timeout);
    }
  }

  /** Does the next thing when something was seen. */
  private interface Consumer {
    void on(ProgressEvent event);
  }

  @Test
  void is_done_when_all_that_is_described_is_ready_and_leaves_no_watch_open() {
    set("orders-primary", 1);
    set("orders-replica", 1);
    router(1);

    await(Duration.ofSeconds(30), event -> {});

    assertThat(events)
        .extracting(e -> e.object() + " " + e.state())
        .containsExactly(
            "StatefulSet orders-primary READY",
            "StatefulSet orders-replica READY",
            "Deployment orders-router READY");
    assertThat(kubernetes.openStreams()).isZero();
  }

  @Test
  void lists_and_watches_each_kind_once() {
    set("orders-primary", 0);
    set("orders-replica", 1);
    router(1);
    await(
        Duration.ofSeconds(30),
        event -> {
          if (event.object().name().equals("orders-primary") && event.state() == State.STARTING) {
            set("orders-primary", 1);
          }
        });
    assertThat(kubernetes.calls).filteredOn(c -> c.verb().equals("list")).hasSize(5);
    assertThat(kubernetes.calls).filteredOn(c -> c.verb().equals("watch")).hasSize(5);
  }

  @Test
  void a_status_of_an_older_generation_does_not_count() {
    set("orders-primary", 1);
    set("orders-replica", 1);
    kubernetes.put(
        DEPLOYMENTS + "orders-router",
        """
        {"metadata":{"name":"orders-router","generation":3,"labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"observedGeneration":2,"replicas":1,"updatedReplicas":1,"availableReplicas":1}}""");
    assertThatThrownBy(() -> await(Duration.ofMillis(100), event -> {}))
        .isInstanceOf(AwaitTimeoutException.class)
        .hasMessageContaining("Deployment orders-router");
  }

  @Test
  void sees_what_happened_while_no_watch_was_open() {
    set("orders-primary", 0);
    set("orders-replica", 1);
    router(1);
    await(
        Duration.ofSeconds(30),
        event -> {
          if (event.object().name().equals("orders-primary") && event.state() == State.STARTING) {
            kubernetes.endStreams();
            set("orders-primary", 1);
          }
        });
    assertThat(events.get(events.size() - 1).state()).isEqualTo(State.READY);
  }

  @Test
  void begins_anew_when_the_version_is_too_old() {
    set("orders-primary", 0);
    set("orders-replica", 1);
    router(1);
    await(
        Duration.ofSeconds(30),
        event -> {
          if (event.object().name().equals("orders-primary") && event.state() == State.STARTING) {
            kubernetes.line("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}");
            set("orders-primary", 1);
          }
        });
    assertThat(kubernetes.calls).filteredOn(c -> c.verb().equals("list")).hasSizeGreaterThan(5);
  }

  @Test
  void time_that_runs_out_says_what_is_missing_and_why_with_masked_log() {
    Clusters.apply(kubernetes);
    kubernetes.remove("/apis/apps/v1/namespaces/db/statefulsets/orders-replica");
    String password =
        Credentials.of(kubernetes.api(), "orders").role("postgres").password().reveal();
    set("orders-primary", 0);
    kubernetes.put(
        PODS + "orders-primary-0",
        """
        {"metadata":{"name":"orders-primary-0","labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"phase":"Running","containerStatuses":[{"name":"postgres","restartCount":1,
         "state":{"waiting":{"reason":"CrashLoopBackOff"}},
         "lastState":{"terminated":{"exitCode":1,"reason":"Error"}}}]}}""");
    kubernetes.faults(
        call ->
            call.target().kind().equals("pods/log")
                ? Optional.of(
                    Fault.answer(
                        new Reply(
                            200,
                            "FATAL: no such role\npassword " + password + "\n",
                            kubernetes.now(),
                            Optional.empty())))
                : Optional.empty());

    assertThatThrownBy(() -> await(Duration.ofSeconds(2), event -> {}))
        .isInstanceOf(AwaitTimeoutException.class)
        .hasMessageContaining("cluster orders in namespace db: not ready after 2 s")
        .hasMessageContaining("StatefulSet orders-replica: does not exist")
        .hasMessageContaining(
            "Pod orders-primary-0: container postgres: ended with exit code 1, restarts: 1\n    FATAL: no such role\n    password ***")
        .hasMessageNotContaining(password);
  }

  @Test
  void says_that_logs_are_forbidden_and_goes_on() {
    Clusters.apply(kubernetes);
    kubernetes.put(
        PODS + "orders-primary-0",
        """
        {"metadata":{"name":"orders-primary-0","labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"phase":"Running","containerStatuses":[{"name":"postgres",
         "state":{"terminated":{"exitCode":1}}}]}}""");
    kubernetes.faults(
        call ->
            call.target().kind().equals("pods/log") || call.target().kind().equals("events")
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    assertThatThrownBy(() -> await(Duration.ofSeconds(1), event -> {}))
        .hasMessageContaining("its log cannot be shown: get on pods/log")
        .hasMessageContaining("events cannot be read, so reasons may be missing");
  }

  @Test
  void pods_that_must_not_be_listed_end_it_at_once() {
    kubernetes.faults(
        call ->
            call.target().kind().equals("pods")
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    assertThatThrownBy(() -> await(Duration.ofSeconds(50), event -> {}))
        .isInstanceOf(KubernetesApiException.class)
        .hasMessageContaining("list pods in namespace db: 403");
  }

  @Test
  void a_pod_that_cannot_be_made_is_explained_by_its_set() {
    kubernetes.put(
        SETS + "orders-primary",
        """
        {"metadata":{"name":"orders-primary","generation":1,"labels":{"pgcluster.io/cluster":"orders"}},
         "status":{"observedGeneration":1,"replicas":0}}""");
    String uid = Json.uid(kubernetes.object(SETS + "orders-primary").orElseThrow());
    kubernetes.put(
        "/api/v1/namespaces/db/events/e1",
        """
        {"metadata":{"name":"e1"},"type":"Warning","reason":"FailedCreate",
         "message":"violates PodSecurity","lastTimestamp":"2026-11-24T12:00:00Z",
         "involvedObject":{"kind":"StatefulSet","name":"orders-primary","uid":"%s"}}"""
            .formatted(uid));
    assertThatThrownBy(() -> await(Duration.ofSeconds(1), event -> {}))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("StatefulSet orders-primary: FailedCreate: violates PodSecurity");
  }

  @Test
  void an_interrupt_ends_it_and_is_kept() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> await(Duration.ofSeconds(50), event -> {}))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("interrupted");
    } finally {
      boolean kept = Thread.interrupted();
      assertThat(kept).isTrue();
    }
  }
}
