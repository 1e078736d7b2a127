package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigFilesTest {

  /** Every character, those that the scanners know more often. */
  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings()
        .withChars("'\\\n\r\t\b\f\u0001\u001f\u007f 01789nrtbfx#=\"$é😀")
        .all()
        .excludeChars('\0')
        .ofMaxLength(20)
        .filter(value -> ConfigText.problem(value).isEmpty());
  }

  @Property(tries = 3000)
  void postgresql_conf_reads_back_exactly(@ForAll("values") String value) {
    TreeMap<String, String> parameters = new TreeMap<>(Map.of("a", value, "b.c_1", "x" + value));

    assertThat(FileReaders.postgres(PostgresqlConf.render(parameters))).isEqualTo(parameters);
  }

  @Property(tries = 3000)
  void pgpool_conf_reads_back_exactly_or_refuses(@ForAll("values") String value) {
    TreeMap<String, String> parameters = new TreeMap<>(Map.of("a", value, "b", "x"));

    if (PgpoolConf.valueProblem(value).isEmpty()) {
      assertThat(FileReaders.pgpool(PgpoolConf.render(parameters))).isEqualTo(parameters);
    } else {
      assertThatThrownBy(() -> PgpoolConf.render(parameters))
          .isInstanceOf(PgClusterException.class)
          .hasMessageStartingWith("pgpool.conf: the value of a has a ");
    }
  }

  @Test
  void one_parameter_a_line_sorted_and_quoted() {
    assertThat(
            PostgresqlConf.render(
                new TreeMap<>(
                    Map.of(
                        "work_mem", "64MB",
                        "pg_stat_statements.max", "10000",
                        "log_line_prefix", "%m 'x' \\ \n\u0001"))))
        .isEqualTo(
            """
            log_line_prefix = '%m ''x'' \\\\ \\n\\001'
            pg_stat_statements.max = '10000'
            work_mem = '64MB'
            """);
    assertThat(PostgresqlConf.render(new TreeMap<>())).isEmpty();
    assertThat(
            PgpoolConf.render(
                new TreeMap<>(Map.of("num_init_children", "32", "log_line_prefix", "%t \\ \\'"))))
        .isEqualTo(
            """
            log_line_prefix = '%t \\ \\''
            num_init_children = '32'
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1a",
        "a b",
        "a'",
        "a\n",
        "é",
        "a.b.c",
        ".a",
        "a.",
        "a.1",
        "include",
        "Include_Dir"
      })
  void refuses_names_that_the_files_cannot_hold(String name) {
    TreeMap<String, String> parameters = new TreeMap<>(Map.of(name, "x"));

    assertThatThrownBy(() -> PostgresqlConf.render(parameters))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("postgresql.conf: the parameter \"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1a", "a b", "a=b", "a.b", "a-b", "é", "INCLUDE"})
  void refuses_names_that_pgpool_cannot_read(String name) {
    TreeMap<String, String> parameters = new TreeMap<>(Map.of(name, "x"));

    assertThatThrownBy(() -> PgpoolConf.render(parameters))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("pgpool.conf: the parameter \"");
  }

  @Test
  void pgpool_knows_no_escapes() {
    assertThat(PgpoolConf.valueProblem("it's")).isPresent();
    assertThat(PgpoolConf.valueProblem("it''s")).isPresent();
    assertThat(PgpoolConf.valueProblem("'")).isPresent();
    assertThat(PgpoolConf.valueProblem("a\nb")).isPresent();
    assertThat(PgpoolConf.valueProblem("it\\'s \\ \\")).isEmpty();
    assertThat(PgpoolConf.valueProblem("\\''")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\0b", "\ud800", "\udc00\ud800"})
  void refuses_what_is_no_text(String value) {
    TreeMap<String, String> parameters = new TreeMap<>(Map.of("a", value));

    assertThatThrownBy(() -> PostgresqlConf.render(parameters))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("postgresql.conf: the value of a has a");
    assertThatThrownBy(() -> PgpoolConf.render(parameters)).isInstanceOf(PgClusterException.class);
  }
}
