package io.pgcluster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
import io.pgcluster.storage.PvcStorage;
import org.junit.jupiter.api.Test;

class PgClusterBuilderTest {

  @Test
  void a_name_is_enough() {
    PgCluster cluster = PgClusterBuilder.named("orders").build();

    assertThat(cluster.postgres().version()).isEqualTo(17);
    assertThat(cluster.postgres().image().reference()).isEqualTo("postgres:17");
    assertThat(cluster.primary().count()).isEqualTo(1);
    assertThat(cluster.primary().storage()).isEqualTo(PvcStorage.size("10Gi"));
    assertThat(cluster.standbys().count()).isEqualTo(1);
    assertThat(cluster.router().pods()).isEqualTo(1);
    assertThat(cluster.router().image().reference()).isEqualTo("pgpool/pgpool:4.6");
    assertThat(cluster.access().superuser().attributes())
        .containsExactly(RoleAttribute.LOGIN, RoleAttribute.SUPERUSER);
    assertThat(cluster.access().replication().attributes())
        .containsExactly(RoleAttribute.LOGIN, RoleAttribute.REPLICATION);
    assertThat(cluster.access().roles()).containsExactly(Role.named("app"));
    assertThat(cluster.access().databases()).containsExactly(Database.owned("app", "app"));
    assertThat(cluster.defaultDatabase()).isEqualTo("app");
  }

  @Test
  void shows_itself_in_one_line_without_secrets() {
    PgClusterBuilder orders =
        PgClusterBuilder.named("orders").standbys(2).role("app", Password.of("hunter2"));

    assertThat(orders.build())
        .hasToString("PgCluster orders: PostgreSQL 17, a primary, 2 standbys, pgpool 4.6 in 1 pod");
    assertThat(orders.standbys(1).withoutRouter().build())
        .hasToString("PgCluster orders: PostgreSQL 17, a primary, 1 standby, no router");
  }

  @Test
  void the_first_role_owns_a_database_without_owner_even_if_described_later() {
    PgCluster cluster = PgClusterBuilder.named("orders").database("shop").role("clerk").build();

    assertThat(cluster.access().databases()).containsExactly(Database.owned("shop", "clerk"));
  }

  @Test
  void without_roles_the_superuser_owns_a_database() {
    PgCluster cluster = PgClusterBuilder.named("orders").withoutRoles().build();

    assertThat(cluster.access().databases()).containsExactly(Database.owned("app", "postgres"));
  }

  @Test
  void a_node_port_implies_the_type_of_the_service() {
    PgCluster cluster =
        PgClusterBuilder.named("orders").router(r -> r.service(s -> s.nodePort(30435))).build();

    assertThat(cluster.router().service().type()).isEqualTo(ServiceSettings.Type.NODE_PORT);
  }

  @Test
  void to_builder_gives_an_equal_cluster_back() {
    PgCluster cluster =
        PgClusterBuilder.named("orders")
            .version(16)
            .parameter("work_mem", "8MB")
            .primary(p -> p.resources(r -> r.request("cpu", "500m")).nodeSelector("disk", "ssd"))
            .standbys(s -> s.count(3).toleration(Toleration.exists("db", "NoSchedule")))
            .router(r -> r.pods(2).port(9999).image("mirror/pgpool:4.6"))
            .role("shop", Password.of("secret"))
            .database("shop")
            .setupSql("SELECT 1;")
            .kubernetes(k -> k.imageRegistry("registry.example.com/mirror").label("team", "db"))
            .build();

    assertThat(cluster.toBuilder().build()).isEqualTo(cluster);
  }

  @Test
  void the_default_image_goes_on_to_follow_the_version_behind_the_registry() {
    PgCluster cluster =
        PgClusterBuilder.named("orders").kubernetes(k -> k.imageRegistry("mirror/")).build();

    assertThat(cluster.toBuilder().version(18).build().postgres().image().reference())
        .isEqualTo("mirror/postgres:18");
  }

  @Test
  void a_builder_used_on_does_not_change_what_it_built() {
    PgClusterBuilder builder = PgClusterBuilder.named("orders").role("first");
    PgCluster built = builder.build();

    builder.role("second").parameter("work_mem", "8MB").primary(p -> p.label("a", "b"));

    assertThat(built.access().roles()).containsExactly(Role.named("first"));
    assertThat(built.postgres().parameters()).isEmpty();
    assertThat(built.primary().pod().labels()).isEmpty();
  }
}
