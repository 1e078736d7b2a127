package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicationStatusTest {
  private static final Instance PRIMARY =
      new Instance("orders-primary-0", Component.PRIMARY, "writes", Lsn.parse("0/3000148"), 0);

  private static Instance standby(String name, String state, String position, long lag) {
    return new Instance(name, Component.STANDBY, state, Lsn.parse(position), lag);
  }

  @Test
  void is_a_tree_for_people() {
    ReplicationStatus status =
        new ReplicationStatus(
            "orders",
            List.of(
                PRIMARY,
                standby("orders-replica-0", "streaming", "0/3000148", 0),
                standby("orders-replica-1", "streaming", "0/3000000", 328),
                standby("orders-replica-10", "catchup", "0/2000148", 16 << 20),
                standby("orders-replica-2", "gone", "0/0", -1)));

    assertThat(status)
        .hasToString(
            """
            orders
            └─ orders-primary-0      primary  writes, at 0/3000148
               ├─ orders-replica-0   standby  streaming, at 0/3000148, no lag
               ├─ orders-replica-1   standby  streaming, at 0/3000000, 328 B behind
               ├─ orders-replica-10  standby  catchup, at 0/2000148, 16.0 MiB behind
               └─ orders-replica-2   standby  gone""");
  }

  @Test
  void shows_a_primary_that_is_alone() {
    assertThat(new ReplicationStatus("orders", List.of(PRIMARY)))
        .hasToString(
            """
            orders
            └─ orders-primary-0     primary  writes, at 0/3000148""");
  }

  @Test
  void keeps_its_own_copy() {
    List<Instance> instances = new ArrayList<>(List.of(PRIMARY));
    ReplicationStatus status = new ReplicationStatus("orders", instances);
    instances.clear();

    assertThat(status.instances()).containsExactly(PRIMARY);
  }
}
