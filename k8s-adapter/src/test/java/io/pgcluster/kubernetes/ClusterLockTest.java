package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ClusterLockTest {
  private final FakeKubernetes kubernetes = new FakeKubernetes();

  private void heldBy(String holder) {
    kubernetes.put(
        Clusters.LEASE,
        """
        {"metadata":{"name":"orders","labels":{"pgcluster.io/cluster":"orders"},
         "annotations":{"pgcluster.io/unfinished":"apply"}},
         "spec":{"holderIdentity":"%s","leaseDurationSeconds":15,"renewTime":"%s"}}"""
            .formatted(holder, kubernetes.now()));
  }

  @Test
  void another_live_holder_is_named() {
    heldBy("build-7/4711/1764000000000/other-machine#x");

    assertThatThrownBy(
            () -> Clusters.applier(kubernetes, Duration.ZERO).apply(Clusters.orders(), event -> {}))
        .isInstanceOf(ClusterBusyException.class)
        .hasMessageContaining("process 4711 on build-7 is changing it (Lease orders)");
    assertThat(kubernetes.object(Clusters.OWNER)).isEmpty();
  }

  @Test
  void two_threads_of_one_process_exclude_each_other() {
    heldBy(Holder.self().newIdentity());
    assertThat(ClusterLock.read(kubernetes.api(), "orders").isHeld()).isTrue();
  }

  @Test
  void a_holder_that_did_not_renew_is_taken_for_dead_by_the_servers_clock() {
    heldBy("build-7/4711/1764000000000/other-machine#x");
    kubernetes.advance(Duration.ofSeconds(16));
    assertThat(ClusterLock.read(kubernetes.api(), "orders").isHeld()).isTrue();
    kubernetes.advance(Duration.ofSeconds(2));
    assertThat(ClusterLock.read(kubernetes.api(), "orders").isHeld()).isFalse();

    Clusters.apply(kubernetes);

    assertThat(kubernetes.object(Clusters.OWNER)).isPresent();
  }

  @Test
  void a_dead_process_of_this_machine_is_not_waited_for() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("true").start();
    long pid = process.pid();
    process.waitFor();
    Holder self = Holder.self();
    heldBy(new Holder(self.host(), pid, self.start(), self.machine()) + "#x");

    assertThat(ClusterLock.read(kubernetes.api(), "orders").isHeld()).isFalse();
  }

  @Test
  void a_recycled_process_number_is_not_taken_for_the_holder() {
    Holder self = Holder.self();
    heldBy(new Holder(self.host(), self.pid(), self.start() - 5000, self.machine()) + "#x");
    assertThat(ClusterLock.read(kubernetes.api(), "orders").isHeld()).isFalse();
  }

  @Test
  void who_is_slower_reads_everything_again() {
    AtomicBoolean first = new AtomicBoolean(true);
    kubernetes.faults(
        call -> {
          if (call.target().kind().equals("Lease")
              && call.verb().equals("create")
              && first.getAndSet(false)) {
            // Another one was faster, and is done already.
            kubernetes.put(
                Clusters.LEASE,
                "{\"metadata\":{\"name\":\"orders\",\"labels\":{\"pgcluster.io/cluster\":\"orders\"}},\"spec\":{}}");
          }
          return Optional.empty();
        });

    Clusters.apply(kubernetes);

    assertThat(kubernetes.calls.stream().filter(c -> c.path().equals("/version"))).hasSize(2);
    assertThat(kubernetes.object(Clusters.OWNER)).isPresent();
  }

  @Test
  void who_lost_the_lease_does_not_go_on() {
    LeaseState free = ClusterLock.read(kubernetes.api(), "orders");
    try (ClusterLock lock =
        ClusterLock.take(kubernetes.api(), "orders", "apply", free).orElseThrow()) {
      lock.check();
      heldBy("build-7/4711/1764000000000/other-machine#x");
      lock.renew();
      assertThatThrownBy(lock::check).isInstanceOf(ClusterBusyException.class);
    }
    assertThat(ClusterLock.read(kubernetes.api(), "orders").holderForPeople())
        .isEqualTo("process 4711 on build-7");
  }

  @Test
  void renewing_keeps_the_hold() {
    LeaseState free = ClusterLock.read(kubernetes.api(), "orders");
    try (ClusterLock lock =
        ClusterLock.take(kubernetes.api(), "orders", "apply", free).orElseThrow()) {
      String before = renewTime();
      lock.renew();
      lock.check();
      assertThat(ClusterLock.read(kubernetes.api(), "orders").isHeld()).isTrue();
      assertThat(renewTime()).isGreaterThanOrEqualTo(before);
      lock.finish("1");
    }
    LeaseState after = ClusterLock.read(kubernetes.api(), "orders");
    assertThat(after.isHeld()).isFalse();
    assertThat(after.unfinished()).isEmpty();
  }

  private String renewTime() {
    return kubernetes
        .object(Clusters.LEASE)
        .orElseThrow()
        .path("spec")
        .path("renewTime")
        .asString();
  }
}
