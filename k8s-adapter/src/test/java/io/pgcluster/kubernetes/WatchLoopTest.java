package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.ClusterWatch.State;
import io.pgcluster.runtime.Impact;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What must not end a watch. */
class WatchLoopTest {
  private static final String SERVICE = "/api/v1/namespaces/db/services/orders-router";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final FakeKubernetes kubernetes = new FakeKubernetes();
  private final List<Throwable> uncaught = new CopyOnWriteArrayList<>();
  private Thread.UncaughtExceptionHandler usual;

  @BeforeEach
  void hear() {
    usual = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
  }

  @AfterEach
  void leave() {
    Thread.setDefaultUncaughtExceptionHandler(usual);
  }

  private ClusterWatch watch(ClusterWatch.Listener listener) {
    return new WatchLoop(
            kubernetes.api(),
            Clusters.orders(),
            Impact.STANDBY_RESTART,
            Clusters.applier(kubernetes, Duration.ofSeconds(5)),
            listener)
        .start();
  }

  private void assertPutsBack(ClusterWatch watch) throws InterruptedException {
    assertThat(watch.await(State.AS_DESCRIBED, PATIENCE)).as(watch.last().toString()).isTrue();
    kubernetes.remove(SERVICE);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (kubernetes.object(SERVICE).isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(kubernetes.object(SERVICE)).isPresent();
  }

  @Test
  void a_listener_that_throws() throws Exception {
    ClusterWatch.Listener listener =
        event -> {
          throw new IllegalStateException("of " + event.state());
        };
    try (ClusterWatch watch = watch(listener)) {
      assertPutsBack(watch);
    }
    assertThat(uncaught)
        .extracting(Throwable::getMessage)
        .contains("of CHANGING", "of AS_DESCRIBED");
  }

  @Test
  void a_failure_that_nobody_expects() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    kubernetes.faults(
        call -> {
          if (broken.get() && call.path().contains("/leases/")) {
            throw new IllegalStateException("a defect");
          }
          return Optional.empty();
        });
    List<String> messages = new CopyOnWriteArrayList<>();
    try (ClusterWatch watch = watch(event -> messages.add(event.message()))) {
      assertThat(watch.await(State.TROUBLED, PATIENCE)).as(watch.last().toString()).isTrue();
      broken.set(false);
      assertPutsBack(watch);
    }
    assertThat(messages).contains("unexpected " + IllegalStateException.class.getName());
    assertThat(uncaught).extracting(Throwable::getMessage).contains("a defect");
  }
}
