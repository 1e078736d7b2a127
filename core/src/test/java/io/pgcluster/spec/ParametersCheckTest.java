package io.pgcluster.spec;

import static io.pgcluster.spec.Refused.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersCheckTest {

  private static PgClusterBuilder orders() {
    return PgClusterBuilder.named("orders");
  }

  @Test
  void refuses_parameters_of_the_library_and_names_the_place_to_use() {
    assertRefused(
            orders()
                .parameter("port", "5433")
                .parameter("password_encryption", "md5")
                .parameter("primary_conninfo", "host=x"))
        .containsExactly(
            "postgres.parameters.password_encryption: is set by the library; use"
                + " postgres.passwordEncryption",
            "postgres.parameters.port: is set by the library; use postgres.port",
            "postgres.parameters.primary_conninfo: is set by the library; use access.replication");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen_addresses",
        "hba_file",
        "data_directory",
        "config_file",
        "hot_standby",
        "primary_slot_name",
        "recovery_target_time"
      })
  void refuses_each_parameter_that_would_break_the_cluster(String name) {
    assertThat(Refused.of(orders().parameter(name, "x")))
        .anyMatch(line -> line.startsWith("postgres.parameters." + name + ": "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backend_hostname0",
        "backend_flag1",
        "backend_weight2",
        "backend_weight01",
        "listen_addresses",
        "pool_passwd",
        "use_watchdog",
        "wd_port",
        "wd_port0",
        "hostname0",
        "failover_command",
        "sr_check_password"
      })
  void refuses_parameters_of_pgpool_that_the_library_owns(String name) {
    assertThat(Refused.of(orders().router(r -> r.parameter(name, "1"))))
        .anyMatch(line -> line.startsWith("router.parameters." + name + ": "));
  }

  @Test
  void lets_the_caller_weigh_the_instances() {
    assertThatCode(
            () ->
                orders()
                    .router(
                        r -> r.parameter("backend_weight0", "0").parameter("backend_weight1", "2"))
                    .build())
        .doesNotThrowAnyException();
  }

  @Test
  void refuses_combinations_that_cannot_work() {
    assertRefused(
            orders()
                .standbys(0)
                .parameter("wal_level", "minimal")
                .parameter("synchronous_standby_names", "*")
                .parameter("ssl", "on")
                .parameter("ssl_cert_file", "/tls/tls.crt"))
        .containsExactly(
            "postgres.parameters.wal_level: minimal does not let standbys stream; take replica or"
                + " logical",
            "postgres.parameters.synchronous_standby_names: makes every commit wait for ever, as"
                + " there are no standbys; leave it out",
            "postgres.parameters.ssl: needs ssl_key_file with the absolute path of a file in the"
                + " image; name it");
  }

  @Test
  void pgpool_before_4_knows_md5_alone() {
    assertRefused(orders().router(r -> r.version("3.7")))
        .containsExactly(
            "router.version: 3.7 knows md5 passwords alone; take 4.0 or newer, or"
                + " postgres.passwordEncryption md5");
    assertThatCode(
            () ->
                orders()
                    .router(r -> r.version("3.7"))
                    .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
                    .build())
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.8", "3.6", "4", "", "4.6.1"})
  void refuses_versions_of_pgpool_that_are_not_known(String version) {
    assertThat(Refused.of(orders().router(r -> r.version(version))))
        .anyMatch(line -> line.startsWith("router.version: "));
  }
}
