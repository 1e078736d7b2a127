package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.runtime.ConnectionInfo.Address;
import io.pgcluster.runtime.ConnectionInfo.RoutedBy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionInfoTest {

  private static ConnectionInfo info(String host, String database) {
    return new ConnectionInfo(Route.PRIMARY, host, 5432, database, "app", Password.of("topsecret"));
  }

  @Test
  void escapes_the_database_in_the_url() {
    assertThat(info("db", "a b/c?d&e%").jdbcUrl())
        .isEqualTo("jdbc:postgresql://db:5432/a%20b%2Fc%3Fd%26e%25");
  }

  @Test
  void puts_an_ipv6_address_in_brackets() {
    assertThat(info("fd00::1", "app").jdbcUrl()).isEqualTo("jdbc:postgresql://[fd00::1]:5432/app");
    assertThat(info("[::1]", "app").jdbcUrl()).isEqualTo("jdbc:postgresql://[::1]:5432/app");
  }

  @Test
  void gives_the_password_to_the_driver_alone() {
    ConnectionInfo info = info("db", "app");

    assertThat(info.properties())
        .containsEntry("user", "app")
        .containsEntry("password", "topsecret");
    assertThat(info.jdbcUrl()).doesNotContain("topsecret");
    assertThat(info.toString()).doesNotContain("topsecret");
  }

  private static ConnectionInfo several(Route route, RoutedBy routedBy, Address... addresses) {
    return new ConnectionInfo(
        route, List.of(addresses), routedBy, "app", "app", Password.of("topsecret"));
  }

  @Test
  void lets_the_driver_choose_among_several_standbys() {
    ConnectionInfo info =
        several(
            Route.REPLICA,
            RoutedBy.DRIVER,
            new Address("127.0.0.1", 5433),
            new Address("fd00::2", 5434));

    assertThat(info.jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://127.0.0.1:5433,[fd00::2]:5434/app"
                + "?targetServerType=secondary&loadBalanceHosts=true&hostRecheckSeconds=0");
    assertThat(info.host()).isEqualTo("127.0.0.1");
    assertThat(info.port()).isEqualTo(5433);
  }

  @Test
  void lets_the_driver_find_the_primary() {
    assertThat(
            several(Route.ROUTED, RoutedBy.DRIVER, new Address("a", 5432), new Address("b", 5432))
                .jdbcUrl())
        .isEqualTo(
            "jdbc:postgresql://a:5432,b:5432/app?targetServerType=primary&hostRecheckSeconds=0");
  }

  @Test
  void knows_what_is_behind_a_single_address() {
    assertThat(info("db", "app").routedBy()).isEqualTo(RoutedBy.NOBODY);
    assertThat(single(Route.REPLICA).routedBy()).isEqualTo(RoutedBy.SERVICE);
    assertThat(single(Route.ROUTED).routedBy()).isEqualTo(RoutedBy.PGPOOL);
    assertThat(single(Route.REPLICA).jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/app");
    assertThat(single(Route.ROUTED).jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/app");
  }

  private static ConnectionInfo single(Route route) {
    return new ConnectionInfo(route, "db", 5432, "app", "app", Password.of("topsecret"));
  }

  @Test
  void refuses_to_lead_nowhere() {
    assertThatThrownBy(() -> several(Route.REPLICA, RoutedBy.DRIVER))
        .isInstanceOf(PgClusterException.class)
        .hasMessage("connection by route REPLICA: has no address");
  }

  @Test
  void keeps_its_own_copy_of_the_addresses() {
    List<Address> addresses = new ArrayList<>(List.of(new Address("a", 1)));
    ConnectionInfo info =
        new ConnectionInfo(
            Route.REPLICA, addresses, RoutedBy.DRIVER, "app", "app", Password.of("topsecret"));
    addresses.clear();

    assertThat(info.addresses()).containsExactly(new Address("a", 1));
  }
}
