package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.RunningPgCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nodes that lose their power and come back. */
class NodeRestartE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("nodes");

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private String dead = "";

  @AfterEach
  void start_the_node_whatever_happened() throws Exception {
    if (!dead.isEmpty()) {
      start(dead);
    }
  }

  @Test
  void everything_comes_back_and_no_acknowledged_write_is_lost() throws Exception {
    String kill = Setting.KILL_NODE.value();
    String start = Setting.START_NODE.value();
    assertThat(kill).isNotEqualTo(start);
    try (RunningPgCluster orders =
        NAMESPACE
            .clusters()
            .apply(Specs.small("orders").router(r -> r.pods(2)).build())
            .await(PATIENCE)) {
      restart(orders, "orders-primary-0");
      restart(orders, "orders-replica-0");
    }
  }

  private void restart(RunningPgCluster orders, String pod) throws Exception {
    String node = NAMESPACE.pods().get(pod).getSpec().getNodeName();
    try (AcknowledgedWriter application = AcknowledgedWriter.start(orders)) {
      dead = node;
      Setting.KILL_NODE.run(number(node));
      Wait.until("Kubernetes notices that " + node + " is dead", PATIENCE, () -> !isReady(node));
      start(node);
      dead = "";
      Wait.until(node + " is back", PATIENCE, () -> isReady(node));
      orders.await(PATIENCE);
      application.awaitMore();
      application.assertNothingIsLost();
    }
    Proof.awaitProven(orders);
  }

  private static void start(String node) throws Exception {
    Setting.START_NODE.run(number(node));
  }

  private static String number(String node) {
    return node.replaceAll("^.*\\D", "");
  }

  private static boolean isReady(String node) {
    return NAMESPACE.admin().nodes().withName(node).get().getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }
}
