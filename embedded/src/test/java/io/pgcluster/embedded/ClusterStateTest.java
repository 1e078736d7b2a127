package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.runtime.Lsn;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClusterStateTest {
  private static ClusterState state() {
    List<String> instances =
        ClusterState.instances(PgClusterBuilder.named("orders").standbys(2).build());
    return new ClusterState(
        "a1",
        instances.get(0),
        instances,
        new TreeMap<>(Map.of("orders-primary-0", 5432, "router", 9999)),
        new PostgresHome(Path.of("/usr/lib/postgresql/17/bin"), "17.11"),
        Optional.of("/usr/sbin/pgpool"),
        new TreeMap<>());
  }

  @Test
  void survives_being_written_down() {
    ClusterState changed =
        state()
            .with(ClusterState.CUT, "orders-replica-0", "yes")
            .with(ClusterState.HELD, "orders-replica-1", "0/3000060")
            .led("orders-replica-1");

    assertThat(ClusterState.of(changed.toProperties())).isEqualTo(changed);
    assertThat(changed.heldAt("orders-replica-1")).contains(Lsn.parse("0/3000060"));
    assertThat(changed.without(ClusterState.CUT, "orders-replica-0").marks()).hasSize(1);
  }

  @Test
  void names_slots_and_standbys_whoever_leads() {
    assertThat(state().standbys()).containsExactly("orders-replica-0", "orders-replica-1");
    assertThat(state().led("orders-replica-1").standbys())
        .containsExactly("orders-primary-0", "orders-replica-0");
    assertThat(state().slot("orders-replica-1")).isEqualTo("instance_2");
  }

  @Test
  void says_what_a_broken_file_lacks() {
    assertThatThrownBy(() -> ClusterState.of(new Properties()))
        .hasMessageContaining("cluster.properties: has no");
  }
}
