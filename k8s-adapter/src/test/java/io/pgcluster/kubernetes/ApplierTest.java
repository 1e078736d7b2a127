package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.State;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplierTest {
  private final FakeKubernetes kubernetes = new FakeKubernetes();

  private static int objects() {
    ClusterSecrets secrets =
        ClusterSecrets.complete(Clusters.orders(), Optional.empty(), SecretSource.strong());
    return Manifests.of(Clusters.orders(), "db", secrets).list().size();
  }

  @Test
  void writes_every_object_once_and_makes_seventeen_other_calls() {
    Clusters.apply(kubernetes);

    long writes =
        kubernetes.calls.stream().filter(c -> c.contentType().equals(KubeApi.APPLY)).count();
    assertThat(writes).isEqualTo(objects());
    assertThat(kubernetes.calls).hasSize(objects() + 17);
  }

  @Test
  void says_of_each_object_that_it_was_applied_and_the_second_time_that_nothing_changed() {
    List<ProgressEvent> first = Clusters.apply(kubernetes);
    Map<String, String> before = kubernetes.contents();
    List<ProgressEvent> second = Clusters.apply(kubernetes);

    assertThat(first).filteredOn(e -> e.state() == State.APPLIED).hasSize(objects());
    assertThat(second).filteredOn(e -> e.state() == State.UNCHANGED).hasSize(objects());
    assertThat(second).noneMatch(e -> e.state() == State.APPLIED);
    assertThat(kubernetes.contents()).isEqualTo(before);
  }

  @Test
  void gives_owned_objects_the_uid_that_the_owner_got() {
    Clusters.apply(kubernetes);

    String uid = Json.uid(kubernetes.object(Clusters.OWNER).orElseThrow());
    assertThat(kubernetes.paths())
        .filteredOn(
            path -> kubernetes.object(path).orElseThrow().path("metadata").has("ownerReferences"))
        .allSatisfy(
            path ->
                assertThat(
                        kubernetes
                            .object(path)
                            .orElseThrow()
                            .path("metadata")
                            .path("ownerReferences")
                            .get(0)
                            .path("uid")
                            .asString())
                    .isEqualTo(uid));
    assertThat(
            kubernetes
                .object(Clusters.CREDENTIALS)
                .orElseThrow()
                .path("metadata")
                .has("ownerReferences"))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void an_apply_killed_at_any_call_is_finished_by_the_next_one(boolean killedAfterTheWrite) {
    Clusters.apply(kubernetes);
    Map<String, String> wanted = kubernetes.contents();
    int calls = kubernetes.calls.size();

    for (int at = 1; at <= calls; at++) {
      FakeKubernetes fresh = new FakeKubernetes();
      killAt(fresh, at, killedAfterTheWrite);
      assertThatThrownBy(() -> Clusters.apply(fresh)).isNotNull();
      fresh.faults(call -> Optional.empty());
      // The process of the test lives on, so its Lease has to run out.
      fresh.advance(Duration.ofSeconds(60));
      Clusters.apply(fresh);
      assertThat(withoutLease(fresh.contents()))
          .as("killed at call %d", at)
          .isEqualTo(withoutLease(wanted));
      assertThat(lease(fresh).unfinished()).isEmpty();
    }
  }

  private static void killAt(FakeKubernetes kubernetes, int at, boolean done) {
    AtomicInteger count = new AtomicInteger();
    kubernetes.faults(
        call -> {
          int number = count.incrementAndGet();
          return number < at ? Optional.empty() : Optional.of(Fault.killed(done && number == at));
        });
  }

  private static Map<String, String> withoutLease(Map<String, String> contents) {
    contents.remove(Clusters.LEASE);
    return contents;
  }

  private static LeaseState lease(FakeKubernetes kubernetes) {
    return ClusterLock.read(kubernetes.api(), "orders");
  }

  @Test
  void an_apply_that_was_begun_and_not_finished_is_on_record() {
    AtomicInteger writes = new AtomicInteger();
    kubernetes.faults(
        call ->
            call.contentType().equals(KubeApi.APPLY) && writes.incrementAndGet() > 1
                ? Optional.of(Fault.status(422))
                : Optional.empty());

    assertThatThrownBy(() -> Clusters.apply(kubernetes)).isInstanceOf(KubernetesApiException.class);

    kubernetes.faults(call -> Optional.empty());
    assertThat(lease(kubernetes).unfinished()).isEqualTo("apply");
    assertThat(lease(kubernetes).isHeld()).isFalse();
    var status = new StatusReader(kubernetes.api(), Clusters.orders()).read();
    assertThat(status.phase()).isEqualTo(io.pgcluster.runtime.ClusterStatus.Phase.INCOMPLETE);
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 429, 500, 502, 503, 504})
  void trouble_of_the_server_passes(int status) {
    Map<Call, Integer> sent = new ConcurrentHashMap<>();
    kubernetes.faults(
        call ->
            call.contentType().equals(KubeApi.APPLY) && sent.merge(call, 1, Integer::sum) < 3
                ? Optional.of(Fault.status(status))
                : Optional.empty());

    Clusters.apply(kubernetes);

    assertThat(kubernetes.object(Clusters.CREDENTIALS)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void answers_that_are_lost_do_not_matter(boolean done) {
    Set<Call> before = new HashSet<>();
    kubernetes.faults(
        call ->
            before.add(call)
                ? Optional.of(done ? Fault.lostAfter() : Fault.lostBefore())
                : Optional.empty());

    Clusters.apply(kubernetes);

    assertThat(lease(kubernetes).unfinished()).isEmpty();
    assertThat(lease(kubernetes).holder()).isEmpty();
  }

  @Test
  void trouble_that_does_not_pass_ends_with_the_object_named() {
    kubernetes.faults(
        call ->
            call.contentType().equals(KubeApi.APPLY)
                ? Optional.of(Fault.status(503))
                : Optional.empty());

    assertThatThrownBy(() -> Clusters.apply(kubernetes))
        .isInstanceOf(KubernetesApiException.class)
        .hasMessageContaining("patch ConfigMap orders in namespace db: 503")
        .hasMessageContaining("try again later");
  }

  @Test
  void never_changes_a_password_that_exists() {
    Clusters.apply(kubernetes);
    String before = kubernetes.object(Clusters.CREDENTIALS).orElseThrow().path("data").toString();

    new Applier(kubernetes.api(), Clusters.stored(), SecretSource.strong(), Duration.ofSeconds(5))
        .apply(Clusters.orders(), event -> {});

    assertThat(kubernetes.object(Clusters.CREDENTIALS).orElseThrow().path("data"))
        .hasToString(before);
  }

  @Test
  void prunes_what_is_not_described_any_more_but_never_claims_nor_what_others_made() {
    String ours =
        "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"pgcluster.io/cluster\":\"orders\",\"app.kubernetes.io/managed-by\":\"pgcluster\"}}}";
    String services = "/api/v1/namespaces/db/services/";
    String claims = "/api/v1/namespaces/db/persistentvolumeclaims/";
    kubernetes.put(services + "orders-old", ours.formatted("orders-old"));
    kubernetes.put(claims + "data-orders-old-0", ours.formatted("data-orders-old-0"));
    kubernetes.put(
        services + "metrics",
        "{\"metadata\":{\"name\":\"metrics\",\"labels\":{\"pgcluster.io/cluster\":\"orders\"}}}");
    kubernetes.put(
        services + "other", ours.formatted("other").replace("\":\"orders", "\":\"orders2"));

    List<ProgressEvent> events = Clusters.apply(kubernetes);

    assertThat(events)
        .filteredOn(e -> e.state() == State.DELETED)
        .extracting(e -> e.object().toString())
        .containsExactly("Service orders-old");
    assertThat(kubernetes.paths())
        .contains(services + "metrics", services + "other", claims + "data-orders-old-0")
        .doesNotContain(services + "orders-old");
  }

  @Test
  void what_is_being_deleted_is_written_again_when_it_is_gone() {
    Clusters.apply(kubernetes);
    String uid = Json.uid(kubernetes.object(Clusters.OWNER).orElseThrow());
    kubernetes.hold(Clusters.OWNER);
    Futures.get(kubernetes.api().delete(Kind.CONFIG_MAP, "orders", uid));
    kubernetes.faults(
        call -> {
          // The second look finds it gone.
          boolean looks = call.verb().equals("list") && call.target().kind().equals("configmaps");
          long looked =
              kubernetes.calls.stream()
                  .filter(c -> c.verb().equals("list") && c.target().kind().equals("configmaps"))
                  .count();
          if (looks && looked > 3) {
            kubernetes.remove(Clusters.OWNER);
          }
          return Optional.empty();
        });

    Clusters.apply(kubernetes);

    assertThat(Json.uid(kubernetes.object(Clusters.OWNER).orElseThrow())).isNotEqualTo(uid);
    assertThat(Json.isBeingDeleted(kubernetes.object(Clusters.OWNER).orElseThrow())).isFalse();
  }

  @Test
  void an_interrupt_is_heard_and_kept() {
    kubernetes.faults(
        call -> {
          Thread.currentThread().interrupt();
          return Optional.empty();
        });
    try {
      assertThatThrownBy(() -> Clusters.apply(kubernetes)).hasMessageContaining("interrupted");
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      boolean cleared = Thread.interrupted();
      assertThat(cleared).isTrue();
    }
  }

  @Test
  void kills_are_not_taken_for_trouble_that_passes() {
    killAt(kubernetes, 1, false);
    assertThatThrownBy(() -> Clusters.apply(kubernetes)).isInstanceOf(PreflightException.class);
    assertThat(kubernetes.calls.size()).isLessThan(4);
  }
}
