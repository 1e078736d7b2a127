package io.pgcluster.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.manifest.FixedSecrets;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The primary's script with real programs. */
class PrimaryScriptIT {
  private static final String STARTED = "SELECT extract(epoch FROM pg_postmaster_start_time())";
  private static final List<String> ODD =
      List.of(
          "Mixed Case",
          "it's",
          "a \"quoted\" name",
          "$HOME $(id) `id`",
          "back\\slash",
          "-x",
          "--",
          "--version",
          "名前 🐘",
          "a;b,c=d",
          " ends ");

  private static LocalPods only(UnaryOperator<PgClusterBuilder> description) throws IOException {
    return LocalPods.of(b -> description.apply(b.standbys(0).router(r -> r.pods(0))));
  }

  private static PgClusterBuilder odd(PgClusterBuilder builder) {
    builder.withoutRoles().withoutDatabases();
    for (String name : ODD) {
      builder.role(Role.named(name));
      builder.database(Database.owned(name, name).withExtensions("uuid-ossp"));
    }
    return builder;
  }

  @Test
  void a_new_primary_has_its_roles_databases_and_extensions() throws Exception {
    try (LocalPods pods = only(PrimaryScriptIT::odd);
        LocalPod primary = pods.primary()) {
      // A file system of its own has this folder.
      Files.createDirectory(primary.data().resolve("lost+found"));
      primary.start().awaitReady();

      String names = "SELECT %s FROM %s WHERE %s ORDER BY 1";
      assertThat(
              primary
                  .psql(
                      "postgres",
                      names.formatted(
                          "datname || '|' || pg_get_userbyid(datdba)",
                          "pg_database",
                          "datname NOT LIKE 'template_' AND datname <> 'postgres'"))
                  .lines())
          .containsExactlyInAnyOrderElementsOf(ODD.stream().map(n -> n + "|" + n).toList());
      for (String name : ODD) {
        assertThat(
                primary.psql(name, "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"))
            .as(name)
            .isEqualTo("uuid-ossp");
      }
    }
  }

  @Test
  void roles_have_the_verifiers_that_the_secret_says() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady();

      for (var role : FixedSecrets.of(pods.cluster()).roles().entrySet()) {
        assertThat(
                primary.psql(
                    "postgres",
                    "SELECT rolpassword FROM pg_authid WHERE rolname = '%s'"
                        .formatted(role.getKey())))
            .isEqualTo(role.getValue().verifier());
      }
    }
  }

  @Test
  void setup_sql_may_hold_all_that_psql_takes() throws Exception {
    String sql =
        """
        CREATE SCHEMA one; CREATE TABLE one.t (x int);
        \\c app
        CREATE FUNCTION greet() RETURNS text LANGUAGE plpgsql AS $$
        BEGIN RETURN 'it''s; ' || $q$a\\b$q$; END $$;
        CREATE TABLE greetings AS SELECT greet();
        \\set who '''somebody'''
        INSERT INTO greetings VALUES (:who);
        CREATE TABLE copied (x text);
        COPY copied FROM stdin;
        line 1
        line 2
        \\.
        """;
    // With each of these, a server that works alone could wait for others, or say too much.
    try (LocalPods pods =
            LocalPods.of(
                b ->
                    b.setupSql(sql)
                        .parameter("synchronous_standby_names", "*")
                        .parameter("log_statement", "all")
                        .parameter("log_min_duration_statement", "0")
                        .parameter("log_transaction_sample_rate", "1")
                        .parameter("archive_mode", "on")
                        .parameter("archive_command", "false"));
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady();

      assertThat(primary.psql("postgres", "SELECT count(*) FROM one.t")).isEqualTo("0");
      assertThat(primary.psql("app", "SELECT * FROM greetings ORDER BY 1").lines())
          .containsExactly("it's; a\\b", "somebody");
      assertThat(primary.psql("app", "SELECT count(*) FROM copied")).isEqualTo("2");
      assertThat(primary.log().lines().takeWhile(l -> !l.contains("starting orders-primary-0")))
          .noneMatch(l -> l.contains("SCRAM") || l.contains("greet") || l.contains("CREATE"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1;\nALTER ROLE app PASSWORD s3cret;",
        "SELECT 1;\nSELECT 's3cret'::int;",
        "SELECT 1;\nCREATE TABLE t (x text CHECK (x = '')); INSERT INTO t VALUES ('s3cret');",
        "SELECT 1;\nDO $$ BEGIN RAISE 'with %', 's3cret'; END $$;"
      })
  void setup_sql_that_fails_leaves_no_data_folder_and_tells_no_secret(String sql) throws Exception {
    try (LocalPods pods = only(b -> b.setupSql(sql).parameter("log_statement", "all"));
        LocalPod primary = pods.primary()) {
      int status = primary.start().awaitEnd();

      assertThat(status).isEqualTo(1);
      assertThat(primary.pgdata()).doesNotExist();
      assertThat(primary.log())
          .contains("setup.sql:2: ERROR:")
          .contains("correct access.setupSql")
          .doesNotContain("s3cret");
    }
  }

  @Test
  void an_extension_that_is_not_there_is_named() throws Exception {
    try (LocalPods pods =
            only(
                b ->
                    b.withoutDatabases()
                        .database(Database.named("shop").withExtensions("no such one")));
        LocalPod primary = pods.primary()) {
      assertThat(primary.start().awaitEnd()).isEqualTo(1);

      assertThat(primary.pgdata()).doesNotExist();
      assertThat(primary.log())
          .contains("extension \"no such one\" is not available")
          .contains("could not be carried out in database shop");
    }
  }

  @Test
  void killed_at_each_step_it_works_in_the_end() throws Exception {
    try (LocalPods pods = only(b -> b.setupSql("CREATE TABLE once AS SELECT 1;"));
        LocalPod primary = pods.primary()) {
      List<String> steps = pods.tripwire().killAtEachStep(primary);

      assertThat(steps)
          .extracting(s -> s.split(" ")[0])
          .contains("initdb", "postgres", "pg_ctl", "psql", "mv", "sync");
      assertThat(primary.psql("postgres", "SELECT count(*) FROM once")).isEqualTo("1");
      assertThat(primary.psql("app", "SELECT current_database()")).isEqualTo("app");
    }
  }

  @Test
  void killed_while_initdb_writes_it_works_in_the_end() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      for (String written : List.of("PG_VERSION", "global/pg_control", "base/1/PG_VERSION")) {
        primary.start();
        assertThat(primary.await(() -> Files.exists(primary.unfinished().resolve(written))))
            .isTrue();
        primary.kill();
      }
      primary.start().awaitReady();

      assertThat(primary.psql("app", "SELECT current_database()")).isEqualTo("app");
    }
  }

  @Test
  void killed_while_it_serves_it_keeps_what_it_acknowledged() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady();
      primary.psql("app", "CREATE TABLE t AS SELECT generate_series(1, 1000) x");
      primary.kill();
      primary.start().awaitReady();

      assertThat(primary.psql("app", "SELECT count(*) FROM t")).isEqualTo("1000");
    }
  }

  @Test
  void a_data_folder_that_the_group_may_read_is_repaired() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady().delete();
      // What the recursion of fsGroup does.
      Files.setPosixFilePermissions(primary.pgdata(), PosixFilePermissions.fromString("rwxrwx---"));
      primary.start().awaitReady();

      assertThat(Files.getPosixFilePermissions(primary.pgdata()))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void told_by_a_signal_the_server_restarts_where_it_is() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady();
      for (int restart = 0; restart < 3; restart++) {
        String before = primary.psql("postgres", STARTED);
        primary.tell("USR1");
        assertThat(
                primary.await(
                    () ->
                        primary.psql("postgres", STARTED).matches("[0-9.]+")
                            && !primary.psql("postgres", STARTED).equals(before)))
            .as(primary.log())
            .isTrue();
      }
      assertThat(primary.isRunning()).isTrue();
      assertThat(primary.log().split("starting orders-primary-0", -1)).hasSize(5);

      assertThat(primary.delete()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "QUIT"})
  void a_signal_that_ends_it_wins_over_a_restart(String signal) throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      // Again and again, so that it comes at other moments of a server's start.
      for (int moment = 0; moment < 20; moment++) {
        primary.start().awaitReady();
        primary.tell("USR1");
        TimeUnit.MILLISECONDS.sleep(moment * 3L);

        int unused = primary.signal(signal);
      }
      assertThat(primary.isRunning()).isFalse();
      assertThat(primary.start().awaitReady().psql("postgres", "SELECT 1")).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "QUIT"})
  void a_signal_that_the_server_misses_is_repeated(String signal) throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady();
      pods.tripwire().deaf("postgres");
      String before = primary.psql("postgres", STARTED);

      primary.tell("USR1");
      awaitServers(primary, 2);
      primary.tell("USR1");
      awaitServers(primary, 3);
      primary.awaitReady();
      assertThat(primary.psql("postgres", STARTED)).isNotEqualTo(before);
      primary.tell("USR1");
      awaitServers(primary, 4);

      int unused = primary.signal(signal);
    }
  }

  private static void awaitServers(LocalPod primary, int servers) throws Exception {
    assertThat(
            primary.await(
                () -> primary.log().split("starting orders-primary-0", -1).length == servers + 1))
        .as(primary.log())
        .isTrue();
  }

  @Test
  void deleting_the_pod_does_not_wait_for_an_idle_client() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady();
      Thread client = new Thread(() -> sleepingClient(primary));
      client.start();
      primary.awaitAnswer(
          "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(6%'", "1");
      long begin = System.nanoTime();

      assertThat(primary.delete()).isZero();
      assertThat(System.nanoTime() - begin).isLessThan(10_000_000_000L);
      client.join();
    }
  }

  private static void sleepingClient(LocalPod primary) {
    try {
      primary.psql("app", "SELECT pg_sleep(600)");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void a_second_container_on_the_folder_waits_for_the_first() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod first = pods.primary();
        LocalPod second = pods.again(first)) {
      first.start().awaitReady();
      second.start();
      second.await(() -> second.log().contains("is in use by another container"));
      assertThat(second.log()).doesNotContain("starting");

      first.delete();
      second.awaitReady();
      assertThat(second.psql("app", "SELECT current_database()")).isEqualTo("app");
    }
  }

  @Test
  void what_is_no_data_folder_is_left_alone() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      Path file = Files.createDirectory(primary.pgdata()).resolve("precious");
      Files.writeString(file, "1");

      assertThat(primary.start().awaitEnd()).isEqualTo(1);
      assertThat(file).hasContent("1");
      assertThat(primary.log()).contains("is no data folder of PostgreSQL");
    }
  }

  @Test
  void a_standbys_copy_is_not_taken_for_the_primary() throws Exception {
    try (LocalPods pods = only(b -> b);
        LocalPod primary = pods.primary()) {
      primary.start().awaitReady().delete();
      Files.createFile(primary.pgdata().resolve("standby.signal"));

      assertThat(primary.start().awaitEnd()).isEqualTo(1);
      assertThat(primary.log()).contains("the volume holds a standby's copy");
    }
  }
}
