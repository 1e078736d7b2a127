package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change a cluster which runs, killed (SIGKILL) after each API call and each SQL
 * statement in turn: the next call finishes it, and the cluster serves throughout. The system
 * property {@code pgcluster.e2e.every} says that only every so many points are tried, and 1 tries
 * all of them.
 */
class InterruptedChangesE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("interrupted");

  private static final String NAME = "orders";
  private static final int KILLED = 128 + 9;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A prime to no number of calls, so that runs of other programs try other points. */
  private static final int EVERY = Integer.getInteger("pgcluster.e2e.every", 23);

  @TempDir static Path folder;

  private static KubernetesPgClusters clusters;
  private static TunnelProxy proxy;
  private static Path kubeconfig;
  private static AcknowledgedWriter writer;

  private static PgClusterBuilder described() {
    return Specs.small(NAME);
  }

  @BeforeAll
  static void start() throws Exception {
    var user = NAMESPACE.userWith("sdk", KubernetesPgClusters.requiredRole());
    clusters = TestNamespace.clusters(user);
    proxy = new TunnelProxy(user);
    kubeconfig = proxy.kubeconfig(folder);
    RunningPgCluster running = clusters.apply(described().build()).await(PATIENCE);
    writer = AcknowledgedWriter.start(running);
  }

  @AfterAll
  static void nothingIsLost() throws Exception {
    try {
      writer.awaitMore();
      writer.assertNothingIsLost();
    } finally {
      proxy.close();
    }
  }

  /** What is done, and what has to hold when it was done. */
  private interface Operation {
    /** For a process; differs from the last one, so that there is something to do. */
    String[] action(int round) throws Exception;

    /** By another process, after the first one died. */
    void finish(int round) throws Exception;
  }

  @Test
  @Timeout(2400)
  void a_rotation() throws Exception {
    interrupt(
        "rotation",
        new Operation() {
          @Override
          public String[] action(int round) {
            return new String[] {"rotate", NAME, "app"};
          }

          @Override
          public void finish(int round) {
            if (round % 2 == 0) {
              clusters.apply(described().build()).close();
            } else {
              try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
                assertThat(running.rotatePassword("app").ok()).isTrue();
              }
            }
          }
        },
        described().build());
  }

  @Test
  @Timeout(2400)
  void a_reload_with_a_new_role_and_database() throws Exception {
    interrupt(
        "reload",
        new Change(
            round ->
                described()
                    .parameter("work_mem", 4 + round % 7 + "MB")
                    .role("app")
                    .role("role" + round % 5)
                    .database("app")
                    .database("database" + round % 5, "app")),
        described().build());
  }

  @Test
  @Timeout(2400)
  void a_removed_database_and_role() throws Exception {
    interrupt(
        "removal",
        new Operation() {
          @Override
          public String[] action(int round) {
            String gone = "gone" + round;
            clusters
                .apply(
                    described().role("app").role(gone).database("app").database(gone, gone).build())
                .await(PATIENCE)
                .close();
            return new String[] {"remove", NAME, gone};
          }

          @Override
          public void finish(int round) throws Exception {
            String gone = "gone" + round;
            try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
              running.removeDatabase(gone, ProgressListener.NONE).close();
              if (count(running, "pg_roles WHERE rolname = '" + gone + "'") > 0) {
                running.removeRole(gone).close();
              }
              assertThat(count(running, "pg_database WHERE datname = '" + gone + "'")).isZero();
              assertThat(count(running, "pg_roles WHERE rolname = '" + gone + "'")).isZero();
            }
            clusters.apply(described().build()).await(PATIENCE).close();
            assertThat(clusters.plan(described().build()).render()).contains("nothing to change");
          }
        },
        described().build());
  }

  private static int count(RunningPgCluster running, String what) throws Exception {
    return Integer.parseInt(
        Sql.value(running.connection(Route.PRIMARY, "postgres"), "SELECT count(*) FROM " + what));
  }

  @Test
  @Timeout(2400)
  void a_standby_more_or_less() throws Exception {
    interrupt(
        "scaling", new Change(round -> described().standbys(1 + round % 2)), described().build());
  }

  @Test
  @Timeout(2400)
  void a_restart_of_all_servers() throws Exception {
    interrupt(
        "restart",
        new Change(
            round ->
                described().parameter("max_locks_per_transaction", String.valueOf(64 + round % 5))),
        described().build());
  }

  @Test
  @Timeout(2400)
  void labels_of_servers_that_go_on() throws Exception {
    String before = servers();
    Change change =
        new Change(
            round ->
                described()
                    .primary(p -> p.label("round" + round % 2, "of-" + round))
                    .standbys(s -> s.label("round" + round % 2, "of-" + round)));
    interrupt(
        "labels",
        new Operation() {
          @Override
          public String[] action(int round) throws Exception {
            return change.action(round);
          }

          @Override
          public void finish(int round) throws Exception {
            Plan plan = clusters.plan(change.wanted().apply(round).build());
            assertThat(plan.impact()).as(plan.render()).isLessThanOrEqualTo(Impact.IN_PLACE);
            change.finish(round);
            assertThat(servers()).isEqualTo(before);
          }
        },
        described().build());
    assertThat(servers()).isEqualTo(before);
  }

  /** Their pods and when they started. */
  private static String servers() throws Exception {
    try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
      String started = "SELECT pg_postmaster_start_time()";
      Pods pods = new Pods(NAMESPACE.admin(), NAMESPACE.name());
      return pods.get(NAME + "-primary-0").getMetadata().getUid()
          + pods.get(NAME + "-replica-0").getMetadata().getUid()
          + Sql.value(running.connection(Route.PRIMARY, "postgres"), started)
          + Sql.value(running.connection(Route.REPLICA, "postgres"), started);
    }
  }

  /** Another description. */
  private record Change(java.util.function.IntFunction<PgClusterBuilder> wanted)
      implements Operation {
    @Override
    public String[] action(int round) throws Exception {
      Path file = folder.resolve("wanted-" + round + ".yaml");
      Files.writeString(file, TestNamespace.YAML.write(wanted.apply(round).build()));
      return new String[] {"change", file.toString()};
    }

    @Override
    public void finish(int round) {
      PgCluster cluster = wanted.apply(round).build();
      clusters.apply(clusters.plan(cluster), Impact.PRIMARY_RESTART).await(PATIENCE).close();
      assertThat(clusters.plan(cluster).render()).contains("nothing to change");
    }
  }

  private void interrupt(String name, Operation operation, PgCluster last) throws Exception {
    int all = uninterrupted(operation.action(0));
    operation.finish(0);
    List<Integer> tried = new ArrayList<>();
    for (int point = 1; point <= all; point += EVERY) {
      int round = tried.size() + 1;
      try (SdkProcess process = child(operation.action(round))) {
        process.awaitReady();
        proxy.kill(process.process(), point);
        // Where it finds something done, it may need fewer calls.
        int exit = process.go().exit();
        assertThat(exit).as("%s at %d of %s", process, point, proxy.points()).isIn(KILLED, 0);
      }
      operation.finish(round);
      assertServes();
      tried.add(point);
    }
    clusters.apply(clusters.plan(last), Impact.PRIMARY_RESTART).await(PATIENCE).close();
    System.out.printf("%s: killed at %d of %d points%n", name, tried.size(), all);
  }

  /** How many calls and statements it makes when nobody kills it. */
  private static int uninterrupted(String... action) throws Exception {
    try (SdkProcess process = child(action)) {
      process.awaitReady();
      proxy.kill(process.process(), Integer.MAX_VALUE);
      process.go().succeed();
      return proxy.points().size();
    }
  }

  private static void assertServes() throws Exception {
    writer.awaitMore();
    try (RunningPgCluster running = clusters.find(NAME).orElseThrow()) {
      for (Route route : Route.values()) {
        assertThat(Sql.value(running.connection(route, "app"), "SELECT 1")).isEqualTo("1");
      }
    }
  }

  private static SdkProcess child(String... action) throws Exception {
    return SdkProcess.start(folder, kubeconfig, NAMESPACE.name(), action);
  }
}
