package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgpoolCatalogueTest {
  private static final PgpoolCatalogue V46 = PgpoolCatalogue.of("4.6");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_init_children | 32",
        "num_init_children | 0x20",
        "client_idle_limit | 1min",
        "memqcache_total_size | 64MB",
        "memqcache_total_size | 9223372036854774784",
        "load_balance_mode | ye",
        "backend_weight0 | 0.5",
        "backend_weight12 | 1",
        "health_check_period | 10",
        "health_check_period0 | 10s",
        "health_check_period127 | 1min",
        "check_temp_table | Catalog",
        "client_min_messages | debug",
        "unix_socket_permissions | 0777",
        "log_rotation_size | 10MB",
        "relcache_query_target | primary",
        "reset_query_list | ABORT; DISCARD ALL",
        "log_line_prefix | %t \\ \\'",
      })
  void accepts(String name, String value) {
    assertThat(V46.problem(name, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "num_init_childs | 1 | is not known to pgpool 4.6; is num_init_children meant?",
        "Num_Init_Children | 1 | is spelled num_init_children",
        "num_init_children | 0 | `0` is outside 1 to 2147483647",
        "memqcache_total_size | 9223372036854775807 | `9223372036854775807` is outside 0 to 9223372036854775807 B",
        "port | 99999 | `99999` is outside 1024 to 65535",
        "max_pool | 4x | `4x` is no whole number; take one of 0 to 2147483647, without a unit",
        "backend_weight0 | heavy | `heavy` is no number; take one of 0 to 100000000, without a unit",
        "backend_weight | 1 | needs the number of a backend behind it: backend_weight0 is the primary's",
        "backend_weight128 | 1 | has no number of 0 to 127 behind it, without leading zeros",
        "backend_weight01 | 1 | has no number of 0 to 127 behind it, without leading zeros",
        "health_check_period | 10s | `10s` is no whole number; take one of 0 to 2147483647, without a unit",
        "load_balance_mode | maybe | `maybe` is neither on nor off; take one of them",
        "backend_clustering_mode | raid | `raid` is none of streaming_replication, native_replication, logical_replication, slony, raw, snapshot_isolation",
        "fail_over_on_backend_error | off | is called failover_on_backend_error since pgpool 4.0; use that",
        "black_function_list | x | is called write_function_list since pgpool 4.2; use that",
        "replication_mode | on | is called backend_clustering_mode since pgpool 4.2; use that",
        "other_pgpool_hostname0 | x | is called hostname since pgpool 4.2; use that",
        "work_dir | /x | exists from pgpool 4.7 on; 4.6 calls it logdir",
        "recovery_database | x | exists from pgpool 4.7 on; leave it out, or take a newer version",
        "wd_hostname | x | was removed in pgpool 4.2; leave it out",
        "log_line_prefix | it's | has a single quote, which pgpool.conf cannot hold without a backslash that pgpool keeps; leave it out",
      })
  void refuses_and_says_why(String name, String value, String problem) {
    assertThat(V46.problem(name, value)).contains(problem.replace('`', '"'));
  }

  @Test
  void before_4_2_numbers_are_digits_alone() {
    PgpoolCatalogue old = PgpoolCatalogue.of("4.1");

    assertThat(old.problem("client_idle_limit", "60")).isEmpty();
    assertThat(old.problem("client_idle_limit_in_recovery", "-1")).isEmpty();
    for (String value : new String[] {"1min", "0x10", "010", " 1", "1e2", ""}) {
      assertThat(old.problem("client_idle_limit", value))
          .hasValueSatisfying(p -> assertThat(p).contains(" is no whole number; "));
    }
  }

  @Test
  void knows_what_a_version_heeds() {
    assertThat(V46.knows("failover_on_backend_error")).isTrue();
    assertThat(V46.knows("fail_over_on_backend_error")).isFalse();
    assertThat(PgpoolCatalogue.of("3.7").knows("fail_over_on_backend_error")).isTrue();
    assertThat(PgpoolCatalogue.of("3.7").knows("failover_on_backend_error")).isFalse();
    assertThat(V46.knows("logdir")).isTrue();
    assertThat(PgpoolCatalogue.of("4.7").knows("logdir")).isFalse();
    assertThat(PgpoolCatalogue.of("4.7").knows("work_dir")).isTrue();
    assertThat(PgpoolCatalogue.of("4.3").knows("unix_socket_directories")).isFalse();
    assertThat(PgpoolCatalogue.of("4.3").knows("socket_dir")).isTrue();
    assertThat(V46.knows("backend_hostname3")).isTrue();
    assertThat(V46.knows("backend_hostname")).isFalse();
    assertThat(V46.knows("port0")).isFalse();
    assertThat(PgpoolCatalogue.of("4.1").knows("backend_clustering_mode")).isFalse();
  }

  @Test
  void tells_when_a_change_takes_effect() {
    assertThat(V46.takesEffect("num_init_children")).contains(TakesEffect.RESTART);
    assertThat(V46.takesEffect("backend_weight1")).contains(TakesEffect.RELOAD);
    assertThat(V46.takesEffect("log_statement")).contains(TakesEffect.RELOAD);
    assertThat(V46.takesEffect("nonsense")).isEmpty();
  }

  @Test
  void every_version_is_whole() {
    for (String version : PgpoolCatalogue.VERSIONS) {
      assertThat(PgpoolCatalogue.of(version).parameters()).hasSizeGreaterThan(130);
      assertThat(PgpoolCatalogue.of(version).parameters().values())
          .allSatisfy(PostgresCatalogueTest::isWhole);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.6", "4.8", "", "4", "4.6.1"})
  void has_no_other_version(String version) {
    assertThatThrownBy(() -> PgpoolCatalogue.of(version))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("has no catalogue of parameters; take one of [3.7, 4.0, ");
  }

  @Property
  void no_text_breaks_it(@ForAll String name, @ForAll String value) {
    assertThat(V46.problem(name, value)).isNotNull();
    assertThat(V46.problem("max_pool", value)).isNotNull();
    assertThat(V46.problem("backend_weight" + name, value)).isNotNull();
  }
}
