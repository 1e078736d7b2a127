package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.Parameter.Type;
import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresCatalogueTest {
  private static final PostgresCatalogue V17 = PostgresCatalogue.of(17);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "work_mem | 64MB",
        "work_mem | 0x40kB",
        "work_mem | 1.5 GB",
        "shared_buffers | 16",
        "shared_buffers | 128kB",
        "max_connections | 0100",
        "checkpoint_timeout | 0.5min",
        "random_page_cost | 1.1",
        "vacuum_cost_delay | 500us",
        "autovacuum_vacuum_scale_factor | .5",
        "jit | OF",
        "jit | 1",
        "wal_level | Logical",
        "wal_level | hot_standby",
        "synchronous_commit | true",
        "ssl_max_protocol_version | ''",
        "wal_compression | zstd",
        "default_toast_compression | lz4",
        "default_transaction_isolation | read committed",
        "search_path | \"$user\", public",
        "timezone | UTC",
        "TimeZone | UTC",
        "datestyle | ISO, MDY",
        "pg_stat_statements.max | any",
        "extension_destdir | /opt",
        "allow_alter_system | off",
        "data_directory | /x",
      })
  void accepts(String name, String value) {
    assertThat(V17.problem(name, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "work_mem | 64mb | \"64mb\" is no amount of memory; take a number and B, kB, MB, GB or TB, spelled like this; without a unit it counts kB",
        "work_mem | 1kB | \"1kB\" is outside 64 to 2147483647 kB",
        "shared_buffers | 8kB | \"8kB\" is outside 16 to 1073741823 times 8kB",
        "checkpoint_timeout | 5 minutes | \"5 minutes\" is no time; take a number and us, ms, s, min, h or d, spelled like this; without a unit it counts s",
        "max_connections | many | \"many\" is no whole number; take one of 1 to 262143, without a unit",
        "max_connections | 10MB | \"10MB\" is no whole number; take one of 1 to 262143, without a unit",
        "max_connections | 0 | \"0\" is outside 1 to 262143",
        "random_page_cost | cheap | \"cheap\" is no number; take one of 0 to 1.79769e+308, without a unit",
        "random_page_cost | -1 | \"-1\" is outside 0 to 1.79769e+308",
        "jit | maybe | \"maybe\" is neither on nor off; take one of them",
        "jit | o | \"o\" is neither on nor off; take one of them",
        "wal_level | all | \"all\" is none of minimal, replica, logical",
        "wal_level | ? | \"?\" is none of minimal, replica, logical",
        "ssl_max_protocol_version | 1 | \"1\" is none of '', TLSv1, TLSv1.1, TLSv1.2, TLSv1.3",
        "worm_mem | 1MB | is not known to PostgreSQL 17; is work_mem meant?",
        "qqqqqq | 1 | is not known to PostgreSQL 17; leave it out",
        "Work_Mem | 1MB | is spelled work_mem",
        "WORK_MEM | 1MB | is spelled work_mem",
        "server_version | 17 | cannot be set, it tells what the server is; leave it out",
        "config_file | /x | cannot be set, it tells what the server is; leave it out",
        "io_method | worker | exists from PostgreSQL 18 on; leave it out, or take a newer version",
        "ssl_groups | X25519 | exists from PostgreSQL 18 on; 17 calls it ssl_ecdh_curve",
        "old_snapshot_threshold | 1 | was removed in PostgreSQL 17; leave it out",
        "force_parallel_mode | on | is called debug_parallel_query since PostgreSQL 16; use that",
        "checkpoint_segments | 3 | is called max_wal_size since PostgreSQL 9.5; use that",
        "a.b.c | 3 | is not known to PostgreSQL 17; leave it out",
      })
  void refuses_and_says_why(String name, String value, String problem) {
    assertThat(V17.problem(name, value)).contains(problem);
  }

  @Test
  void versions_differ() {
    assertThat(PostgresCatalogue.of(14).problem("wal_compression", "lz4")).isPresent();
    assertThat(PostgresCatalogue.of(15).problem("wal_compression", "lz4")).isEmpty();
    assertThat(PostgresCatalogue.of(18).problem("io_method", "io_uring")).isEmpty();
    assertThat(PostgresCatalogue.of(18).problem("ssl_ecdh_curve", "x"))
        .contains("is called ssl_groups since PostgreSQL 18; use that");
    assertThat(PostgresCatalogue.of(14).knows("stats_temp_directory")).isTrue();
    assertThat(PostgresCatalogue.of(15).knows("stats_temp_directory")).isFalse();
  }

  @Test
  void tells_when_a_change_takes_effect() {
    assertThat(V17.takesEffect("work_mem")).contains(TakesEffect.RELOAD);
    assertThat(V17.takesEffect("log_connections")).contains(TakesEffect.NEW_SESSIONS);
    assertThat(V17.takesEffect("shared_buffers")).contains(TakesEffect.RESTART);
    assertThat(V17.takesEffect("block_size")).contains(TakesEffect.NEVER);
    assertThat(V17.takesEffect("auto_explain.log_analyze")).contains(TakesEffect.RESTART);
    assertThat(V17.takesEffect("nonsense")).isEmpty();
    assertThat(V17.takesEffect("autovacuum_max_workers")).contains(TakesEffect.RESTART);
    assertThat(PostgresCatalogue.of(18).takesEffect("autovacuum_max_workers"))
        .contains(TakesEffect.RELOAD);
  }

  @Test
  void every_version_is_whole() {
    for (int major : PostgresCatalogue.VERSIONS) {
      assertThat(PostgresCatalogue.of(major).parameters()).hasSizeGreaterThan(340);
      assertThat(PostgresCatalogue.of(major).parameters().values())
          .filteredOn(p -> p.takesEffect() != TakesEffect.NEVER)
          .allSatisfy(PostgresCatalogueTest::isWhole);
    }
  }

  static void isWhole(Parameter parameter) {
    boolean number = parameter.type() == Type.INTEGER || parameter.type() == Type.REAL;
    assertThat(parameter.min().isEmpty()).as(parameter.name()).isEqualTo(!number);
    assertThat(parameter.max().isEmpty()).as(parameter.name()).isEqualTo(!number);
    assertThat(parameter.values().isEmpty())
        .as(parameter.name())
        .isEqualTo(parameter.type() != Type.ENUM);
    if (!parameter.unit().isEmpty()) {
      assertThat(
              Unit.convert(
                  1, parameter.unit().equals("8kB") ? "kB" : parameter.unit(), parameter.unit()))
          .isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 19, 0, -1})
  void has_no_other_version(int major) {
    assertThatThrownBy(() -> PostgresCatalogue.of(major))
        .isInstanceOf(PgClusterException.class)
        .hasMessage(
            "PostgreSQL \"%d\" has no catalogue of parameters; take one of [14, 15, 16, 17, 18]"
                .formatted(major));
  }

  @Provide
  Arbitrary<Parameter> whole_numbers() {
    return Arbitraries.of(
        PostgresCatalogue.VERSIONS.stream()
            .flatMap(v -> PostgresCatalogue.of(v).parameters().values().stream())
            .filter(p -> p.type() == Type.INTEGER && !p.min().isEmpty())
            .toList());
  }

  @Property
  void a_range_ends_where_it_ends(@ForAll("whole_numbers") Parameter parameter) {
    BigDecimal one = BigDecimal.ONE;
    BigDecimal min = new BigDecimal(parameter.min());
    BigDecimal max = new BigDecimal(parameter.max());
    String unit = parameter.unit().equals("8kB") ? "" : parameter.unit();

    for (String suffix : new String[] {"", unit, " " + unit + " "}) {
      assertThat(ValueCheck.problem(parameter, min + suffix)).isEmpty();
      assertThat(ValueCheck.problem(parameter, max + suffix)).isEmpty();
      assertThat(ValueCheck.problem(parameter, min.subtract(one) + suffix)).isPresent();
      assertThat(ValueCheck.problem(parameter, max.add(one) + suffix)).isPresent();
    }
  }

  @Property
  void no_text_breaks_it(
      @ForAll("whole_numbers") Parameter parameter, @ForAll String name, @ForAll String value) {
    assertThat(V17.problem(name, value)).isNotNull();
    assertThat(V17.problem(parameter.name(), value)).isNotNull();
  }
}
