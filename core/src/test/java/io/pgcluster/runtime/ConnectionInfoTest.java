package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
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
}
