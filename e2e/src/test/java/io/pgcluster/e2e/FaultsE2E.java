package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.pgcluster.manifest.Component;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Pods and processes that die while an application writes through the router: the cluster comes
 * back unaided, and every row that was acknowledged is there.
 */
class FaultsE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("faults");

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PRIMARY = "orders-primary-0";
  private static final String STANDBY = "orders-replica-0";

  private static RunningPgCluster orders;
  private static Pods pods;

  @BeforeAll
  static void apply() {
    pods = NAMESPACE.pods();
    orders =
        NAMESPACE
            .clusters()
            .apply(Specs.small("orders").router(r -> r.pods(2)).build())
            .await(Duration.ofMinutes(3));
  }

  @Test
  void the_pod_of_the_primary_is_killed() throws Exception {
    assertSurvived(() -> pods.kill(pods.get(PRIMARY)), true);
  }

  @Test
  void the_primary_ends_as_in_a_crash() throws Exception {
    // Process 1 cannot be killed from inside its pod, but SIGQUIT makes it end without cleaning up.
    assertSurvived(
        () -> {
          int before = pods.restarts(PRIMARY);
          pods.shell(PRIMARY, "kill -QUIT 1");
          Wait.until("the container runs again", PATIENCE, () -> pods.restarts(PRIMARY) > before);
        },
        true);
  }

  @Test
  void a_process_of_the_primary_is_killed() throws Exception {
    assertSurvived(
        () -> {
          // Others do not see what is no client.
          ConnectionInfo primary = orders.connection(Route.PRIMARY, "postgres");
          String checkpointer =
              Sql.value(
                  primary, "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
          pods.shell(PRIMARY, "kill -KILL " + checkpointer);
        },
        true);
  }

  @Test
  void the_pod_of_a_standby_is_killed() throws Exception {
    assertSurvived(() -> pods.kill(pods.get(STANDBY)), false);
  }

  @Test
  void a_standby_that_is_taken_away_catches_up() throws Exception {
    Pod before = pods.get(STANDBY);
    assertSurvived(
        () -> {
          NAMESPACE.admin().pods().resource(before).delete();
          Wait.until(
              "there is another pod",
              PATIENCE,
              () ->
                  pods.find(STANDBY)
                      .filter(p -> !p.getMetadata().getUid().equals(before.getMetadata().getUid()))
                      .isPresent());
        },
        false);

    String rows = "SELECT count(*) FROM acknowledged";
    String written = Sql.value(orders.connection(Route.PRIMARY, "app"), rows);
    Wait.until(
        "the standby has all rows",
        PATIENCE,
        () -> Sql.value(orders.connection(Route.REPLICA, "app"), rows).equals(written));
  }

  @Test
  void every_router_is_killed() throws Exception {
    assertSurvived(
        () -> {
          List<Pod> routers = pods.of("orders", Component.ROUTER);
          assertThat(routers).hasSize(2);
          for (Pod router : routers) {
            pods.kill(router);
          }
        },
        true);
  }

  /** Something that goes wrong. */
  private interface Fault {
    void happen() throws Exception;
  }

  private static void assertSurvived(Fault fault, boolean noticed) throws Exception {
    try (AcknowledgedWriter application = AcknowledgedWriter.start(orders)) {
      fault.happen();
      orders.await(PATIENCE);
      application.awaitMore();
      application.assertNothingIsLost();
      assertThat(application.sawFailures() || !noticed).as("the fault was one").isTrue();
    }
    Proof.awaitProven(orders);
  }
}
