package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.DeletePolicy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeleterTest {
  private static final String NAMESPACE = "/api/v1/namespaces/db";
  private static final String CLASS = FakeKubernetes.DEFAULT_CLASS;
  private static final String CLAIM =
      "/api/v1/namespaces/db/persistentvolumeclaims/data-orders-primary-0";
  private static final String VOLUME = "/api/v1/persistentvolumes/d-1";
  private static final String FOREIGN = "/api/v1/persistentvolumes/d-2";
  private static final String OTHER = "/api/v1/namespaces/db/services/other";

  private final FakeKubernetes kubernetes = new FakeKubernetes();

  @BeforeEach
  void apply() {
    Clusters.apply(kubernetes);
    kubernetes.put(CLAIM, labelled("data-orders-primary-0", ""));
    kubernetes.put(VOLUME, labelled("d-1", ",\"spec\":{\"claimRef\":{\"namespace\":\"db\"}}"));
    // A cluster of the same name in another namespace.
    kubernetes.put(FOREIGN, labelled("d-2", ",\"spec\":{\"claimRef\":{\"namespace\":\"test\"}}"));
    kubernetes.put(OTHER, "{\"metadata\":{\"name\":\"other\"}}");
  }

  private static String labelled(String name, String more) {
    return "{\"metadata\":{\"name\":\"%s\",\"labels\":{\"pgcluster.io/cluster\":\"orders\"}}%s}"
        .formatted(name, more);
  }

  private void delete(DeletePolicy policy) {
    new Deleter(kubernetes.api(), "orders", policy, event -> {}, Duration.ofSeconds(20))
        .run(Duration.ZERO);
  }

  @Test
  void keeps_volumes_and_passwords_and_nothing_else() {
    delete(DeletePolicy.KEEP_VOLUMES);
    assertThat(kubernetes.paths())
        .containsExactlyInAnyOrder(
            NAMESPACE, CLASS, CLAIM, VOLUME, FOREIGN, OTHER, Clusters.CREDENTIALS);
  }

  @Test
  void deletes_volumes_of_its_own_namespace_when_told() {
    delete(DeletePolicy.DELETE_VOLUMES);
    assertThat(kubernetes.paths()).containsExactlyInAnyOrder(NAMESPACE, CLASS, FOREIGN, OTHER);
  }

  @Test
  void a_delete_killed_at_any_call_is_finished_by_the_next_one() {
    delete(DeletePolicy.KEEP_VOLUMES);
    FakeKubernetes whole = new FakeKubernetes();
    Clusters.apply(whole);
    int before = whole.calls.size();
    new Deleter(whole.api(), "orders", DeletePolicy.KEEP_VOLUMES, e -> {}, Duration.ofSeconds(9))
        .run(Duration.ZERO);
    int calls = whole.calls.size() - before;

    for (int at = 1; at <= calls; at++) {
      FakeKubernetes fresh = new FakeKubernetes();
      Clusters.apply(fresh);
      int end = at;
      AtomicInteger count = new AtomicInteger();
      fresh.faults(
          call ->
              count.incrementAndGet() < end
                  ? Optional.empty()
                  : Optional.of(Fault.killed(count.get() == end)));
      Deleter killed =
          new Deleter(
              fresh.api(), "orders", DeletePolicy.KEEP_VOLUMES, e -> {}, Duration.ofSeconds(9));
      assertThatThrownBy(() -> killed.run(Duration.ZERO)).isNotNull();
      fresh.faults(call -> Optional.empty());
      fresh.advance(Duration.ofMinutes(1));
      // Who looks for the cluster and does not find it has nothing to delete.
      if (fresh.object(Clusters.OWNER).isPresent()) {
        new Deleter(
                fresh.api(), "orders", DeletePolicy.KEEP_VOLUMES, e -> {}, Duration.ofSeconds(9))
            .run(Duration.ZERO);
      }
      assertThat(fresh.paths())
          .as("killed at call %d", at)
          .containsExactlyInAnyOrder(NAMESPACE, CLASS, Clusters.CREDENTIALS);
    }
  }

  @Test
  void waits_for_what_does_not_go_at_once() {
    kubernetes.hold(CLAIM);
    AtomicInteger looked = new AtomicInteger();
    kubernetes.faults(
        call -> {
          boolean looks =
              call.verb().equals("list") && call.target().kind().equals("persistentvolumeclaims");
          if (looks && looked.incrementAndGet() == 3) {
            kubernetes.remove(CLAIM);
          }
          return Optional.empty();
        });

    delete(DeletePolicy.DELETE_VOLUMES);

    assertThat(looked).hasValue(3);
    assertThat(kubernetes.paths()).doesNotContain(CLAIM, Clusters.OWNER);
  }

  @Test
  void names_what_does_not_go_in_time_and_keeps_the_description() {
    kubernetes.hold(CLAIM);
    Deleter impatient =
        new Deleter(
            kubernetes.api(), "orders", DeletePolicy.DELETE_VOLUMES, e -> {}, Duration.ZERO);
    assertThatThrownBy(() -> impatient.run(Duration.ZERO))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("PersistentVolumeClaim data-orders-primary-0")
        .hasMessageContaining("finalizers");
    assertThat(kubernetes.object(Clusters.OWNER)).isPresent();
  }

  @Test
  void volumes_that_must_not_be_deleted_stay_and_are_named() {
    kubernetes.faults(
        call ->
            call.verb().equals("delete") && call.target().kind().equals("PersistentVolume")
                ? Optional.of(Fault.status(403))
                : Optional.empty());
    var events = new java.util.ArrayList<String>();
    new Deleter(
            kubernetes.api(),
            "orders",
            DeletePolicy.DELETE_VOLUMES,
            event -> events.add(event.object() + " " + event.detail()),
            Duration.ofSeconds(9))
        .run(Duration.ZERO);
    assertThat(events).contains("PersistentVolume d-1 stays: deleting it is forbidden");
  }
}
