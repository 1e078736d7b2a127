package io.pgcluster.spec;

import static io.pgcluster.spec.Refused.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapacityTest {

  private static PgClusterBuilder orders() {
    return PgClusterBuilder.named("orders");
  }

  @Test
  void max_connections_follows_the_router_where_it_is_not_set() {
    assertThat(Capacity.of(orders().build()).maxConnections()).isEqualTo(32 * 4 + 10 + 3);
    assertThat(Capacity.of(orders().router(r -> r.pods(3)).build()).maxConnections())
        .isEqualTo(3 * 32 * 4 + 10 + 3);
    assertThat(Capacity.of(orders().withoutRouter().build()).maxConnections()).isEqualTo(100);
  }

  @Test
  void refuses_too_few_connections_with_the_arithmetic() {
    PgClusterBuilder builder =
        orders()
            .router(r -> r.pods(2).parameter("num_init_children", "40").parameter("max_pool", "2"));

    assertRefused(builder.parameter("max_connections", "172"))
        .containsExactly(
            "postgres.parameters.max_connections: 172 is too few: the router may open 160"
                + " (num_init_children 40 * max_pool 2 * 2 pods), 10 are kept free beside it and 3"
                + " for superusers, which makes 173; raise it or leave it out, or lower"
                + " router.parameters.num_init_children or max_pool");
    assertThat(Capacity.of(builder.parameter("max_connections", "173").build()).maxConnections())
        .isEqualTo(173);
  }

  @Test
  void refuses_connections_that_are_all_kept_for_superusers() {
    assertRefused(
            orders()
                .parameter("max_connections", "20")
                .parameter("superuser_reserved_connections", "20"))
        .containsExactly(
            "postgres.parameters.max_connections: 20 leaves nothing for roles: 20 are kept for"
                + " superusers; raise it");
  }

  @Test
  void senders_and_slots_follow_the_standbys() {
    Capacity many = Capacity.of(orders().standbys(20).build());

    assertThat(many.maxWalSenders()).isEqualTo(42);
    assertThat(many.maxReplicationSlots()).isEqualTo(22);
    assertRefused(
            orders()
                .standbys(3)
                .parameter("max_wal_senders", "7")
                .parameter("max_replication_slots", "2"))
        .containsExactly(
            "postgres.parameters.max_wal_senders: 7 is too few for 3 standbys: 2 for each while it"
                + " clones, and 2 for a backup, make 8; raise it or leave it out",
            "postgres.parameters.max_replication_slots: 2 is too few for 3 standbys, which take one"
                + " each; raise it or leave it out");
  }
}
