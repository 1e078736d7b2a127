package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Path;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change what servers of a cluster do, killed after each API call and each SQL
 * statement in turn: the next call finishes it, and the cluster serves throughout.
 */
class InterruptedChangesE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("interrupted");

  private static final String NAME = "orders";

  @TempDir static Path folder;

  private static Interruption interruption;

  private static PgClusterBuilder described() {
    return Specs.small(NAME);
  }

  @BeforeAll
  static void start() throws Exception {
    interruption = new Interruption(NAMESPACE, folder, () -> described().build());
  }

  @AfterAll
  static void nothingIsLost() throws Exception {
    interruption.end();
  }

  @Test
  @Timeout(2400)
  void a_rotation() throws Exception {
    interruption.run(
        "rotation",
        new Interruption.Operation() {
          @Override
          public String[] action(int round) {
            return new String[] {"rotate", NAME, "app"};
          }

          @Override
          public void finish(int round) {
            if (round % 2 == 0) {
              interruption.clusters().apply(described().build()).close();
            } else {
              try (RunningPgCluster running = interruption.found()) {
                assertThat(running.rotatePassword("app").ok()).isTrue();
              }
            }
          }
        });
  }

  @Test
  @Timeout(2400)
  void a_reload_with_a_new_role_and_database() throws Exception {
    interruption.run(
        "reload",
        interruption.change(
            round ->
                described()
                    .parameter("work_mem", 4 + round % 7 + "MB")
                    .role("app")
                    .role("role" + round % 5)
                    .database("app")
                    .database("database" + round % 5, "app")));
  }

  @Test
  @Timeout(2400)
  void a_removed_database_and_role() throws Exception {
    interruption.run(
        "removal",
        new Interruption.Operation() {
          @Override
          public String[] action(int round) {
            String gone = "gone" + round;
            interruption
                .clusters()
                .apply(
                    described().role("app").role(gone).database("app").database(gone, gone).build())
                .await(Interruption.PATIENCE)
                .close();
            return new String[] {"remove", NAME, gone};
          }

          @Override
          public void finish(int round) throws Exception {
            String gone = "gone" + round;
            try (RunningPgCluster running = interruption.found()) {
              running.removeDatabase(gone, ProgressListener.NONE).close();
              if (count(running, "pg_roles WHERE rolname = '" + gone + "'") > 0) {
                running.removeRole(gone).close();
              }
              assertThat(count(running, "pg_database WHERE datname = '" + gone + "'")).isZero();
              assertThat(count(running, "pg_roles WHERE rolname = '" + gone + "'")).isZero();
            }
            var clusters = interruption.clusters();
            clusters.apply(described().build()).await(Interruption.PATIENCE).close();
            assertThat(clusters.plan(described().build()).render()).contains("nothing to change");
          }
        });
  }

  private static int count(RunningPgCluster running, String what) throws Exception {
    return Integer.parseInt(
        Sql.value(running.connection(Route.PRIMARY, "postgres"), "SELECT count(*) FROM " + what));
  }

  @Test
  @Timeout(2400)
  void a_standby_more_or_less() throws Exception {
    interruption.run("scaling", interruption.change(round -> described().standbys(1 + round % 2)));
  }

  @Test
  @Timeout(2400)
  void a_restart_of_all_servers() throws Exception {
    interruption.run(
        "restart",
        interruption.change(
            round ->
                described()
                    .parameter("max_locks_per_transaction", String.valueOf(64 + round % 5))));
  }

  @Test
  @Timeout(2400)
  void labels_of_servers_that_go_on() throws Exception {
    String before = servers();
    IntFunction<PgClusterBuilder> wanted =
        round ->
            described()
                .primary(p -> p.label("round" + round % 2, "of-" + round))
                .standbys(s -> s.label("round" + round % 2, "of-" + round));
    Interruption.Operation change = interruption.change(wanted);
    interruption.run(
        "labels",
        new Interruption.Operation() {
          @Override
          public String[] action(int round) throws Exception {
            return change.action(round);
          }

          @Override
          public void finish(int round) throws Exception {
            Plan plan = interruption.clusters().plan(wanted.apply(round).build());
            assertThat(plan.impact()).as(plan.render()).isLessThanOrEqualTo(Impact.IN_PLACE);
            change.finish(round);
            assertThat(servers()).isEqualTo(before);
          }
        });
    assertThat(servers()).isEqualTo(before);
  }

  /** Their pods and when they started. */
  private static String servers() throws Exception {
    try (RunningPgCluster running = interruption.found()) {
      String started = "SELECT pg_postmaster_start_time()";
      Pods pods = NAMESPACE.pods();
      return pods.get(NAME + "-primary-0").getMetadata().getUid()
          + pods.get(NAME + "-replica-0").getMetadata().getUid()
          + Sql.value(running.connection(Route.PRIMARY, "postgres"), started)
          + Sql.value(running.connection(Route.REPLICA, "postgres"), started);
    }
  }
}
