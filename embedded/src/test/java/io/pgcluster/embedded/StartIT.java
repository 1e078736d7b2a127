package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.HbaRule;
import io.pgcluster.credential.Password;
import io.pgcluster.jdbc.Connections;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a description says holds on this machine, whatever the circumstances. */
class StartIT {
  @RegisterExtension static final TestFolder FOLDER = TestFolder.create();

  private static EmbeddedPgClusters local() {
    return EmbeddedPgClusters.create();
  }

  private static PgClusterBuilder orders() {
    return PgClusterBuilder.named("orders").standbys(1).withoutRouter();
  }

  private static String value(ConnectionInfo info, String sql) throws SQLException {
    try (Connection connection = Connections.open(info);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void run(ConnectionInfo info, String... statements) throws SQLException {
    try (Connection connection = Connections.open(info);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void everything_described_is_there_on_every_instance() throws Exception {
    PgCluster cluster =
        orders()
            .parameter("work_mem", "7MB")
            .hba(new HbaRule("host", List.of("shop"), List.of("guest"), "all", "reject", Map.of()))
            .role("shop", Password.of("a password of ours"))
            .role("guest", Password.of("another of ours"))
            .role(Role.named("auditor").memberOf("pg_read_all_data"))
            .database(Database.owned("shop", "shop").withExtensions("pg_trgm"))
            .setupSql(
                """
                -- psql would take this too; 'quotes' and $$dollars$$ do not confuse it
                CREATE FUNCTION twice(i int) RETURNS int LANGUAGE sql AS $$ SELECT 2 * i; $$;
                CREATE DATABASE reports;
                VACUUM;
                """)
            .build();
    try (EmbeddedPgCluster running = local().start(cluster)) {
      assertThat(running.verify().ok()).as(running.verify().render()).isTrue();
      for (String instance : List.of("orders-primary-0", "orders-replica-0")) {
        ConnectionInfo shop = running.connectionTo(instance, "shop", "shop");
        assertThat(value(shop, "SHOW work_mem")).isEqualTo("7MB");
        assertThat(value(shop, "SHOW cluster_name")).isEqualTo(instance);
        assertThat(value(shop, "SELECT 'similar' % 'similar'")).isEqualTo("t");
        ConnectionInfo superuser = running.connectionTo(instance, "postgres", "postgres");
        assertThat(value(superuser, "SELECT twice(21)")).isEqualTo("42");
        assertThat(value(superuser, "SELECT count(*) FROM pg_database WHERE datname = 'reports'"))
            .isEqualTo("1");
        assertThatThrownBy(() -> value(running.connectionTo(instance, "guest", "shop"), "SELECT 1"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("pg_hba.conf rejects");
      }
      assertThat(running.connection(Route.PRIMARY, "shop").password())
          .isEqualTo(Password.of("a password of ours"));
    }
  }

  @Test
  void md5_passwords_are_honoured() throws Exception {
    PgCluster cluster =
        orders().postgres(p -> p.passwordEncryption(PasswordEncryption.MD5)).build();
    try (EmbeddedPgCluster running = local().start(cluster)) {
      assertThat(running.verify().ok()).as(running.verify().render()).isTrue();
      assertThat(
              value(
                  running.connection(Route.PRIMARY, "postgres"),
                  "SELECT left(rolpassword, 3) FROM pg_authid WHERE rolname = 'app'"))
          .isEqualTo("md5");
    }
  }

  /** Archives of other versions, which the build fetches beside the class path. */
  @ParameterizedTest
  @ValueSource(ints = {14, 16, 18})
  void other_versions_run_as_well(int major) throws Exception {
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of("target/postgresql"))) {
      for (Path jar : all.toList()) {
        jars.add(jar.toUri().toURL());
      }
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(jars.toArray(URL[]::new), before)) {
      thread.setContextClassLoader(loader);
      try (EmbeddedPgCluster running = local().start(orders().version(major).build())) {
        assertThat(running.verify().ok()).as(running.verify().render()).isTrue();
        assertThat(value(running.connection(Route.REPLICA, "app"), "SHOW server_version"))
            .startsWith(major + ".");
        failsOver(running);
      }
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** With a copy of the new primary, as the old one was killed. */
  private static void failsOver(EmbeddedPgCluster running) throws Exception {
    running.faults().kill("orders-primary-0");
    running.faults().promote("orders-replica-0");
    run(running.connection(Route.PRIMARY, "app"), "CREATE TABLE since (a int)");
    running.faults().start("orders-primary-0");
    running.await(Duration.ofSeconds(60));
    assertThat(running.verify().ok()).as(running.verify().render()).isTrue();
  }

  @Test
  void programs_come_from_where_the_caller_says() throws Exception {
    PostgresHome home =
        PostgresResolver.classPath(UserCache.defaultFolder()).find(17).orElseThrow();
    PostgresResolver own = major -> major == 17 ? Optional.of(home) : Optional.empty();

    try (EmbeddedPgCluster running = local().programs(own).start(orders().build())) {
      assertThat(running.status().members()).hasSize(2);
    }
    assertThatThrownBy(() -> local().programs(own).start(orders().version(16).build()).close())
        .hasMessageContaining("there is no PostgreSQL 16");
  }

  /** A cache that nobody has filled yet, twenty threads and another program at once. */
  @Test
  void many_start_the_same_first_cluster_at_once() throws Exception {
    Path cache = FOLDER.resolve("cache-of-many");
    try (OtherJvm other =
        OtherJvm.start(List.of(), List.of("-Dpgcluster.cache=" + cache), "3", "1")) {
      ExecutorService threads = Executors.newFixedThreadPool(20);
      try {
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          answers.add(
              threads.submit(
                  () -> {
                    EmbeddedPgClusters mine = local().cache(cache);
                    try (EmbeddedPgCluster running = mine.start(orders().standbys(1).build())) {
                      return value(running.connection(Route.REPLICA, "app"), "SELECT 'works'");
                    }
                  }));
        }
        for (Future<String> answer : answers) {
          assertThat(answer.get()).isEqualTo("works");
        }
      } finally {
        threads.shutdown();
      }
      for (int i = 0; i < 3; i++) {
        assertThat(other.line()).startsWith("started ");
      }
    }
    try (Stream<Path> templates = Files.list(cache.resolve("templates"))) {
      assertThat(templates.filter(path -> !path.endsWith("locks"))).hasSize(1);
    }
  }

  /** Also when the program is killed: data that matter are on a disk, and taken up again. */
  @Test
  void durable_data_outlive_program_and_cluster() throws Exception {
    Path place = FOLDER.resolve("durable");
    EmbeddedPgClusters durable = local().durable(place);
    try (EmbeddedPgCluster running = durable.start(orders().build())) {
      assertThat(value(running.connection(Route.PRIMARY, "app"), "SHOW fsync")).isEqualTo("on");
      run(running.connection(Route.PRIMARY, "app"), "CREATE TABLE kept AS SELECT 1 AS a");
      running.faults().promote("orders-replica-0");
    }
    assertThat(durable.find("orders")).isEmpty();

    try (EmbeddedPgCluster again = durable.start(orders().standbys(2).build())) {
      assertThat(value(again.connection(Route.REPLICA, "app"), "SELECT count(*) FROM kept"))
          .isEqualTo("1");
      assertThat(again.replication().instances().get(0).name()).isEqualTo("orders-replica-0");
      assertThat(again.verify().ok()).as(again.verify().render()).isTrue();
      again.delete(DeletePolicy.DELETE_VOLUMES);
    }
    assertThat(place.resolve("orders")).doesNotExist();
  }

  @Test
  void ports_can_be_known_beforehand() throws Exception {
    int port = Ports.free(1).get(0);
    try (EmbeddedPgCluster running = local().firstPort(port).start(orders().standbys(0).build())) {
      assertThat(running.connection(Route.PRIMARY, "app").port()).isEqualTo(port);
      assertThatThrownBy(() -> running.connection(Route.REPLICA, "app"))
          .hasMessageContaining("it has no standbys");
      assertThatThrownBy(() -> running.connection(Route.ROUTED, "app"))
          .hasMessageContaining("it has no router");
    }
  }

  @Test
  void an_interrupt_ends_the_start_and_leaves_nothing() {
    Path place = FOLDER.resolve("interrupted");
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> local().in(place).start(orders().build()).close())
          .isInstanceOf(PgClusterException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      var unused = Thread.interrupted();
    }
    assertThat(place.resolve("orders")).doesNotExist();
    assertThat(TestFolder.processes(place)).isEmpty();
  }

  @Test
  void a_wait_that_is_too_short_says_what_is_missing() {
    Path place = FOLDER.resolve("slow");
    EmbeddedPgClusters clusters = local().in(place);
    try (EmbeddedPgCluster running = clusters.start(orders().build())) {
      running.faults().cutOff("orders-replica-0");

      assertThatThrownBy(() -> running.await(Duration.ofMillis(200)))
          .isInstanceOf(PgClusterException.class)
          .hasMessageContainingAll("cluster orders: not within 0.2 s", "0 of 1 standbys stream");
    }
  }

  /** What a fault cannot be done to is refused before anything happens. */
  @Test
  void faults_of_standbys_are_refused_for_the_primary() {
    try (EmbeddedPgCluster running = local().start(orders().build())) {
      for (var call :
          List.<java.util.function.Consumer<io.pgcluster.runtime.PgFaults>>of(
              f -> f.cutOff("orders-primary-0"),
              f -> f.pauseReplay("orders-primary-0"),
              f -> f.resumeReplay("orders-primary-0"))) {
        assertThatThrownBy(() -> call.accept(running.faults()))
            .hasMessageContaining("it is the primary; name a standby of [orders-replica-0]");
      }
      assertThatThrownBy(
              () ->
                  running
                      .faults()
                      .holdReplayAt("orders-replica-0", io.pgcluster.runtime.Lsn.parse("0/1")))
          .hasMessageContaining("take a later position");
    }
  }
}
