package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterWatch;
import io.pgcluster.runtime.ClusterWatch.State;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that is kept as it is described, whatever others do to it. */
class WatchE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("watch");

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final PgCluster CLUSTER = Specs.small("orders").build();

  @TempDir static Path folder;

  private static KubernetesPgClusters clusters;
  private static TunnelProxy proxy;
  private static KubernetesPgClusters throughProxy;

  private final List<ClusterWatch.Event> events = new CopyOnWriteArrayList<>();
  private ClusterWatch watch;

  @BeforeAll
  static void start() throws Exception {
    KubernetesClient user = NAMESPACE.userWith("watcher", KubernetesPgClusters.watchingRole());
    clusters = TestNamespace.clusters(user);
    proxy = new TunnelProxy(user);
    throughProxy = proxy.clusters(folder, NAMESPACE);
    try (ClusterWatch first = clusters.watch(CLUSTER)) {
      assertThat(first.await(State.AS_DESCRIBED, PATIENCE)).as(first.last().toString()).isTrue();
    }
    clusters.find("orders").orElseThrow().await(PATIENCE).close();
  }

  @BeforeEach
  void watch() {
    watch = throughProxy.watch(CLUSTER, Impact.STANDBY_RESTART, events::add);
    assertThat(watch.await(State.AS_DESCRIBED, PATIENCE)).as(watch.last().toString()).isTrue();
  }

  @AfterEach
  void close() {
    watch.close();
    clusters.apply(CLUSTER).await(PATIENCE).close();
  }

  private static void within(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    long start = System.nanoTime();
    Wait.until(what, limit, condition);
    System.out.printf("%s after %d ms%n", what, (System.nanoTime() - start) / 1_000_000);
  }

  @Test
  void what_others_change_is_put_back() throws Exception {
    KubernetesClient admin = NAMESPACE.admin();
    String namespace = NAMESPACE.name();

    admin.services().inNamespace(namespace).withName("orders-router").delete();
    within(
        "a deleted Service is there again",
        Duration.ofSeconds(20),
        () -> admin.services().inNamespace(namespace).withName("orders-router").get() != null);

    admin.apps().deployments().inNamespace(namespace).withName("orders-router").scale(0);
    within(
        "a scaled Deployment has its pods again",
        Duration.ofSeconds(20),
        () -> {
          var live =
              admin.apps().deployments().inNamespace(namespace).withName("orders-router").get();
          return live.getSpec().getReplicas() == 1;
        });

    Drift.file(NAMESPACE);
    within(
        "a changed file is as described again",
        Duration.ofSeconds(20),
        () ->
            Objects.requireNonNull(
                    admin
                        .configMaps()
                        .inNamespace(namespace)
                        .withName("orders-postgres")
                        .get()
                        .getData()
                        .get("pg_hba.conf"))
                .contains("scram-sha-256"));
    assertThat(watch.await(State.AS_DESCRIBED, PATIENCE)).as(watch.last().toString()).isTrue();
  }

  @Test
  void what_only_sql_knows_is_put_back_too() throws Exception {
    try (RunningPgCluster running = clusters.find("orders").orElseThrow()) {
      Drift.role(running);
      within(
          "a changed role is as described again",
          Duration.ofSeconds(40),
          () ->
              Sql.value(
                      running.connection(Route.PRIMARY, "postgres"),
                      "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'app'")
                  .equals("f"));
    }
  }

  @Test
  void an_api_server_that_is_away_is_waited_for() throws Exception {
    proxy.cut(true);
    try {
      assertThat(watch.await(State.TROUBLED, PATIENCE)).as(watch.last().toString()).isTrue();
      NAMESPACE
          .admin()
          .services()
          .inNamespace(NAMESPACE.name())
          .withName("orders-replica")
          .delete();
    } finally {
      proxy.cut(false);
    }
    within(
        "what happened meanwhile is put back",
        PATIENCE,
        () ->
            NAMESPACE
                    .admin()
                    .services()
                    .inNamespace(NAMESPACE.name())
                    .withName("orders-replica")
                    .get()
                != null);
    assertThat(watch.await(State.AS_DESCRIBED, PATIENCE)).as(watch.last().toString()).isTrue();
  }

  @Test
  void who_comes_second_takes_it_over() {
    try (ClusterWatch second = clusters.watch(CLUSTER)) {
      assertThat(watch.await(State.HANDED_OVER, PATIENCE)).as(watch.last().toString()).isTrue();
      assertThat(second.await(State.AS_DESCRIBED, PATIENCE)).as(second.last().toString()).isTrue();
      assertThat(watch.last().message()).contains("watches it now");
    }
  }

  @Test
  void another_description_is_not_fought() {
    clusters.apply(CLUSTER.toBuilder().parameter("work_mem", "8MB").build()).close();

    assertThat(watch.await(State.HANDED_OVER, PATIENCE)).as(watch.last().toString()).isTrue();
    assertThat(watch.last().message()).isEqualTo("another process has described the cluster anew");
  }

  @Test
  void what_costs_more_than_is_allowed_is_said() throws Exception {
    watch.close();
    PgCluster other = CLUSTER.toBuilder().parameter("max_locks_per_transaction", "80").build();

    try (ClusterWatch blocked = clusters.watch(other)) {
      assertThat(blocked.await(State.BLOCKED, PATIENCE)).as(blocked.last().toString()).isTrue();
      assertThat(blocked.last().message()).contains("primary restart");
    }
  }
}
