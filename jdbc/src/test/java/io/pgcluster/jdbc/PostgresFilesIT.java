package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.config.HbaCheck;
import io.pgcluster.config.HbaRule;
import io.pgcluster.config.HbaText;
import io.pgcluster.config.PostgresqlConf;
import io.pgcluster.config.SqlText;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PostgreSQL reads in the files and statements that are written for it. */
class PostgresFilesIT {
  private static final long SEED = 20261125;
  private static final String SIGNS = "'\"\\\n\r\t\b\f\u0001 #=,+@/$%{}aZ019é名😀";
  private static final List<String> ALL = List.of("all");

  @TempDir static Path folder;

  private static EmbeddedPostgres postgres;
  private static Connection superuser;
  private static Path data;

  @BeforeAll
  static void start() throws IOException, SQLException {
    data = folder.resolve("data");
    postgres = EmbeddedPostgres.builder().setDataDirectory(data).start();
    superuser = postgres.getPostgresDatabase().getConnection();
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    superuser.close();
    postgres.close();
  }

  private static String text(Random random, String signs, int least) {
    int[] points = signs.codePoints().toArray();
    StringBuilder text = new StringBuilder();
    for (int length = least + random.nextInt(12); length > 0; length--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  @Test
  void reads_the_values_of_postgresql_conf_exactly() throws IOException, SQLException {
    Random random = new Random(SEED);
    SortedMap<String, String> parameters = new TreeMap<>();
    for (int i = 0; i < 3000; i++) {
      parameters.put("custom.p" + i, text(random, SIGNS, 0));
    }
    Files.writeString(data.resolve("ours.conf"), PostgresqlConf.render(parameters));
    Files.writeString(
        data.resolve("postgresql.conf"), "\ninclude 'ours.conf'\n", StandardOpenOption.APPEND);

    SortedMap<String, String> read = new TreeMap<>();
    try (Statement sql = superuser.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "SELECT name, setting, error FROM pg_file_settings WHERE sourcefile LIKE '%ours.conf'")) {
      while (rows.next()) {
        assertThat(rows.getString(3)).as(rows.getString(1)).isNull();
        read.put(rows.getString(1), rows.getString(2));
      }
    }
    assertThat(read).isEqualTo(parameters);
  }

  @Test
  void reads_sql_literals_and_identifiers_exactly() throws SQLException {
    Random random = new Random(SEED);
    try (Statement sql = superuser.createStatement()) {
      for (String conforming : List.of("on", "off")) {
        sql.execute("SET standard_conforming_strings = " + conforming);
        for (int i = 0; i < 300; i++) {
          String text = text(random, SIGNS, 1);
          String query =
              "SELECT %s AS %s".formatted(SqlText.literal(text), SqlText.identifier(text));
          try (ResultSet row = sql.executeQuery(query)) {
            row.next();
            assertThat(row.getString(1)).isEqualTo(text);
            assertThat(row.getMetaData().getColumnName(1)).isEqualTo(text);
          }
        }
      }
      sql.execute("RESET standard_conforming_strings");
    }
  }

  /** A line of pg_hba_file_rules. */
  private record Read(
      List<String> databases,
      List<String> users,
      String method,
      List<String> options,
      String error) {}

  private static List<Read> read(List<HbaRule> rules) throws IOException, SQLException {
    Files.writeString(data.resolve("pg_hba.conf"), HbaText.postgres(rules));
    List<Read> read = new ArrayList<>();
    try (Statement sql = superuser.createStatement();
        ResultSet rows =
            sql.executeQuery(
                "SELECT database, user_name, auth_method, options, error FROM pg_hba_file_rules"
                    + " ORDER BY line_number")) {
      while (rows.next()) {
        String error = rows.getString(5);
        read.add(
            new Read(
                array(rows, 1),
                array(rows, 2),
                String.valueOf(rows.getString(3)),
                array(rows, 4),
                error == null ? "" : error));
      }
    }
    return read;
  }

  private static List<String> array(ResultSet row, int column) throws SQLException {
    return row.getArray(column) == null
        ? List.of()
        : List.of((String[]) row.getArray(column).getArray());
  }

  @Test
  void reads_the_names_of_pg_hba_conf_exactly() throws IOException, SQLException {
    Random random = new Random(SEED);
    String signs = SIGNS.replace("\n", "").replace("\r", "");
    List<List<String>> names =
        IntStream.range(0, 1000)
            .mapToObj(i -> List.of(text(random, signs, 1), text(random, signs, 1)))
            .filter(pair -> pair.stream().noneMatch(n -> n.startsWith("/")))
            .toList();
    List<HbaRule> rules =
        names.stream()
            .map(
                pair -> {
                  List<String> quoted = pair.stream().map(HbaRule::name).toList();
                  return new HbaRule(
                      "host", quoted, quoted, "all", "ident", Map.of("map", pair.get(0)));
                })
            .toList();

    assertThat(read(rules))
        .isEqualTo(
            names.stream()
                .map(pair -> new Read(pair, pair, "ident", List.of("map=" + pair.get(0)), ""))
                .toList());
  }

  @Test
  void judges_rules_as_the_server_does() throws IOException, SQLException {
    Random random = new Random(SEED);
    List<HbaRule> rules = new ArrayList<>();
    while (rules.size() < 4000) {
      HbaRule rule = rule(random);
      // The file has no place for the address of a local rule; HbaText refuses it.
      if (rule.type().equals("local") == rule.address().isEmpty()) {
        rules.add(rule);
      }
    }
    List<Read> read = read(rules);

    assertThat(read).hasSameSizeAs(rules);
    List<String> differences = new ArrayList<>();
    int good = 0;
    for (int i = 0; i < rules.size(); i++) {
      var problems = HbaCheck.postgres("rule", rules.get(i), 17);
      // Such a rule is read; it says that ssl is off in this server.
      String error =
          read.get(i).error().equals("hostssl record cannot match because SSL is disabled")
              ? ""
              : read.get(i).error();
      good += problems.isEmpty() ? 1 : 0;
      if (error.isEmpty() != problems.isEmpty()) {
        differences.add(rules.get(i) + ": server: " + error + "; check: " + problems);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(good).isBetween(500, 3500);
  }

  private static String any(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** Of what this build reads: no gss, ldap and pam. */
  private static HbaRule rule(Random random) {
    String type = any(random, "local", "host", "host", "hostssl", "hostnossl", "hostx");
    String address =
        any(
            random,
            "all",
            "samenet",
            "10.0.0.0/8",
            "::1/128",
            "::/129",
            "1.2.3.4/33",
            "1.2.3.4",
            "fe80::1:2/64",
            "::ffff:1.2.3.4/96",
            "example.com",
            ".example.com",
            "example.com/8");
    String method =
        any(
            random,
            "trust",
            "reject",
            "md5",
            "scram-sha-256",
            "password",
            "ident",
            "peer",
            "cert",
            "cert",
            "radius",
            "oauth",
            "kerberos");
    Map<String, String> options = new TreeMap<>();
    for (int count = Math.max(0, random.nextInt(6) - 3); count > 0; count--) {
      // Of a wrong clientcert the server's view tells nothing while ssl is off.
      switch (random.nextInt(4)) {
        case 0 -> options.put("clientcert", any(random, "verify-ca", "verify-full"));
        case 1 -> options.put("clientname", any(random, "CN", "DN"));
        case 2 -> options.put("map", "a b");
        default -> options.put(any(random, "nonsense", "radiussecrets"), "x");
      }
    }
    if (method.equals("radius") && random.nextBoolean()) {
      options.put("radiusservers", "127.0.0.1");
      options.put("radiussecrets", "x");
    }
    return new HbaRule(
        type,
        List.of(any(random, "all", "sameuser", "replication", "shop")),
        List.of(any(random, "all", "+dba", "app", "/^a", "\"all\"")),
        type.equals("local") ? "" : address,
        method,
        options);
  }

  @Test
  void a_name_gets_no_more_than_its_own_rule() throws IOException, SQLException {
    try (Statement sql = superuser.createStatement()) {
      for (String role : List.of("all", "+app", "@app", "app")) {
        sql.execute("CREATE ROLE %s LOGIN".formatted(SqlText.identifier(role)));
      }
      List<String> names = List.of(HbaRule.name("all"), HbaRule.name("+app"), "@app");
      Files.writeString(
          data.resolve("pg_hba.conf"),
          HbaText.postgres(
              List.of(
                  new HbaRule("host", ALL, names, "all", "trust", Map.of()),
                  new HbaRule("host", ALL, List.of("postgres"), "all", "trust", Map.of()))));
      sql.execute("SELECT pg_reload_conf()");
    }
    for (String role : List.of("all", "+app", "@app")) {
      assertThatCode(() -> logIn(role)).doesNotThrowAnyException();
    }
    assertThatThrownBy(() -> logIn("app"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("no pg_hba.conf entry");
  }

  private static void logIn(String role) throws SQLException {
    String url = "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort());
    DriverManager.getConnection(url, role, "").close();
  }
}
