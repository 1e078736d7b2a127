package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.config.PostgresCatalogue;
import io.pgcluster.config.TakesEffect;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the catalogue of PostgreSQL 17 against the server: {@code ALTER SYSTEM} judges a value
 * whenever its parameter takes effect.
 */
class PostgresCatalogueIT {
  private static final long SEED = 20261125;
  private static final PostgresCatalogue CATALOGUE = PostgresCatalogue.of(17);

  /**
   * The server refuses more of these: multiples of 16, more than the sum of all processes, what the
   * machine or the build cannot do.
   */
  private static final Set<String> CHECKED_FURTHER =
      Set.of(
          "autovacuum_max_workers",
          "bonjour",
          "commit_timestamp_buffers",
          "max_connections",
          "max_stack_depth",
          "max_wal_senders",
          "max_worker_processes",
          "multixact_member_buffers",
          "multixact_offset_buffers",
          "notify_buffers",
          "serializable_buffers",
          "subtransaction_buffers",
          "transaction_buffers",
          "vacuum_buffer_usage_limit");

  private static EmbeddedPostgres postgres;
  private static Connection superuser;

  /** A row of pg_settings. */
  private record Setting(
      String name,
      String type,
      String unit,
      String context,
      String min,
      String max,
      List<String> values) {}

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    superuser = postgres.getPostgresDatabase().getConnection();
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    superuser.close();
    postgres.close();
  }

  private static List<Setting> settings() throws SQLException {
    List<Setting> settings = new ArrayList<>();
    try (Statement sql = superuser.createStatement();
        ResultSet rows =
            sql.executeQuery(
                """
                SELECT name, vartype, coalesce(unit, ''), context, coalesce(min_val, ''),
                  coalesce(max_val, ''), array_to_string(enumvals, ',')
                FROM pg_settings WHERE name NOT LIKE '%.%' ORDER BY name
                """)) {
      while (rows.next()) {
        String values = rows.getString(7);
        settings.add(
            new Setting(
                rows.getString(1),
                rows.getString(2),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6),
                values == null ? List.of() : List.of(values.split(",", -1))));
      }
    }
    return settings;
  }

  @Test
  void knows_the_parameters_of_the_server_and_when_they_take_effect() throws SQLException {
    assertThat(settings())
        .hasSizeGreaterThan(350)
        .allSatisfy(
            setting ->
                assertThat(CATALOGUE.takesEffect(setting.name()))
                    .as(setting.name())
                    .get()
                    .isIn(takesEffect(setting.context()), TakesEffect.NEVER));
  }

  private static TakesEffect takesEffect(String context) {
    return switch (context) {
      case "internal" -> TakesEffect.NEVER;
      case "postmaster" -> TakesEffect.RESTART;
      case "backend", "superuser-backend" -> TakesEffect.NEW_SESSIONS;
      default -> TakesEffect.RELOAD;
    };
  }

  @Test
  void judges_values_as_the_server_does() throws SQLException {
    Random random = new Random(SEED);
    List<String> differences = new ArrayList<>();
    int judged = 0;
    int refused = 0;
    try (Statement sql = superuser.createStatement()) {
      for (Setting setting : settings()) {
        boolean comparable =
            !setting.type().equals("string")
                && CATALOGUE.takesEffect(setting.name()).orElseThrow() != TakesEffect.NEVER
                && !setting.name().equals("allow_alter_system");
        for (String value : comparable ? values(setting, random) : List.<String>of()) {
          String answer = answer(sql, setting.name(), value);
          String problem = CATALOGUE.problem(setting.name(), value).orElse("");
          judged++;
          refused += answer.isEmpty() ? 0 : 1;
          boolean further = problem.isEmpty() && CHECKED_FURTHER.contains(setting.name());
          if (answer.isEmpty() != problem.isEmpty() && !further) {
            differences.add(
                "%s = '%s': server: %s; catalogue: %s"
                    .formatted(setting.name(), value, answer, problem));
          }
        }
      }
    }

    assertThat(differences).isEmpty();
    assertThat(judged).isGreaterThan(4000);
    assertThat(refused).isBetween(judged / 4, judged * 3 / 4);
  }

  /** What the server says against a value; empty if nothing. */
  private static String answer(Statement sql, String name, String value) {
    try {
      sql.execute("ALTER SYSTEM SET \"%s\" = '%s'".formatted(name, value.replace("'", "''")));
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static List<String> values(Setting setting, Random random) {
    return switch (setting.type()) {
      case "bool" -> bools(random);
      case "enum" -> enums(setting, random);
      default -> numbers(setting, random);
    };
  }

  private static List<String> bools(Random random) {
    List<String> words = List.of("true", "false", "yes", "no", "on", "off", "1", "0", "maybe", "2");
    return Stream.generate(
            () -> {
              String word = words.get(random.nextInt(words.size()));
              String cut = word.substring(0, random.nextInt(word.length() + 1));
              return random.nextInt(3) == 0
                  ? cut
                  : random.nextInt(6) == 0 ? cut.toUpperCase(Locale.ROOT) : word;
            })
        .limit(12)
        .toList();
  }

  private static List<String> enums(Setting setting, Random random) {
    List<String> values = new ArrayList<>(setting.values());
    values.addAll(
        List.of(
            "",
            "true",
            "no",
            "1",
            "archive",
            "hot_standby",
            "debug",
            "info",
            "?",
            " on",
            "lz",
            "ON"));
    values.add(setting.values().get(0).toUpperCase(Locale.ROOT));
    values.add(setting.values().get(0) + random.nextInt(3));
    // This build has neither; Debian's and the official images' have.
    values.removeAll(List.of("lz4", "zstd"));
    return values;
  }

  private static List<String> numbers(Setting setting, Random random) {
    List<String> units =
        List.of(
            "",
            "",
            "",
            "kB",
            "MB",
            "GB",
            "TB",
            "B",
            "us",
            "ms",
            "s",
            "min",
            "h",
            "d",
            "KB",
            "sec",
            "8kB",
            setting.unit());
    List<String> values =
        new ArrayList<>(List.of(setting.min(), setting.max(), "", "x", "inf", "nan"));
    for (int i = 0; i < 14; i++) {
      String unit = units.get(random.nextInt(units.size()));
      String space = random.nextInt(6) == 0 ? " " : "";
      values.add(space + number(setting, random) + space + unit + space);
    }
    return values;
  }

  private static String number(Setting setting, Random random) {
    double min = Double.parseDouble(setting.min());
    double max = Math.min(Double.parseDouble(setting.max()), 1e12);
    double any = min + (max - min) * Math.pow(random.nextDouble(), 6) * 1.2 - random.nextInt(2);
    long whole = (long) any;
    return switch (random.nextInt(10)) {
      case 0 -> Double.toString(any);
      case 1 -> "0x" + Long.toHexString(Math.abs(whole));
      case 2 -> "0" + Long.toOctalString(Math.abs(whole));
      case 3 -> "%.2e".formatted(any);
      case 4 -> "." + random.nextInt(100);
      case 5 -> random.nextInt(20) + "." + random.nextInt(100);
      case 6 -> whole + "e" + random.nextInt(3);
      case 7 -> "0x" + random.nextInt(16) + "." + random.nextInt(16);
      case 8 -> "+" + random.nextInt(100);
      default -> Long.toString(whole);
    };
  }
}
