package io.pgcluster.spec;

import static io.pgcluster.spec.Refused.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.pgcluster.config.HbaRule;
import java.util.List;
import java.util.Map;
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

  @Test
  void asks_the_catalogues_what_a_version_knows() {
    assertRefused(
            orders()
                .version(16)
                .parameter("allow_alter_system", "off")
                .parameter("jit", "maybe")
                .parameter("listen_addresses", "5 apples")
                .parameter("worm_mem", "1MB")
                .parameter("pg_stat_statements.max", "1000")
                .router(
                    r ->
                        r.version("4.2")
                            .parameter("black_function_list", "f")
                            .parameter("num_init_children", "lots")
                            .parameter("health_check_period", "1min")
                            .parameter("backend_weight0", "0.5")))
        .containsExactly(
            "postgres.parameters.allow_alter_system: exists from PostgreSQL 17 on; leave it out, or"
                + " take a newer version",
            "postgres.parameters.jit: \"maybe\" is neither on nor off; take one of them",
            "postgres.parameters.listen_addresses: is set by the library; leave it out",
            "postgres.parameters.worm_mem: is not known to PostgreSQL 16; is work_mem meant?",
            "router.parameters.black_function_list: is called write_function_list since pgpool 4.2;"
                + " use that",
            "router.parameters.health_check_period: \"1min\" is no whole number; take one of 0 to"
                + " 2147483647, without a unit",
            "router.parameters.num_init_children: \"lots\" is no whole number; take one of 1 to"
                + " 2147483647, without a unit");
  }

  @Test
  void a_version_that_is_not_known_is_the_only_thing_said() {
    HbaRule nonsense = new HbaRule("x", List.of(), List.of(), "", "x", Map.of());

    assertRefused(orders().version(13).parameter("worm_mem", "1").hba(nonsense))
        .singleElement()
        .asString()
        .startsWith("postgres.version: ");
    assertRefused(orders().router(r -> r.version("5.0").parameter("worm_mem", "1").hba(nonsense)))
        .singleElement()
        .asString()
        .startsWith("router.version: ");
  }

  @Test
  void checks_the_rules_of_both_files() {
    HbaRule good = new HbaRule("host", List.of("all"), List.of("+dba"), "all", "md5", Map.of());

    assertRefused(
            orders()
                .hba(good)
                .hba(new HbaRule("host", List.of(), List.of("all"), "", "peer", Map.of()))
                .router(r -> r.hba(good)))
        .containsExactly(
            "postgres.hba[1].databases: is empty; name some, or all",
            "postgres.hba[1].address: is missing; name a range such as 10.0.0.0/8, or all",
            "postgres.hba[1].method: peer is for local alone; take another method",
            "router.hba[0].users[0]: pgpool knows no members of roles; name the users");
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "Minimal"})
  void wal_level_minimal_in_any_spelling(String level) {
    assertThat(Refused.of(orders().parameter("wal_level", level)))
        .containsExactly(
            "postgres.parameters.wal_level: minimal does not let standbys stream; take replica or"
                + " logical");
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", "f", "0", "No", "fals"})
  void ssl_that_is_off_needs_no_files(String off) {
    assertThatCode(() -> orders().parameter("ssl", off).build()).doesNotThrowAnyException();
  }
}
