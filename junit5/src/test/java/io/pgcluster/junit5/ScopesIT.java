package io.pgcluster.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.pgcluster.embedded.EmbeddedPgCluster;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** How long clusters and databases live, and what a failure looks like: whole runs of JUnit. */
class ScopesIT {
  /** Cluster folder and database of each test that ran. */
  private static final Queue<Seen> SEEN = new ConcurrentLinkedQueue<>();

  private static final AtomicInteger MIGRATIONS = new AtomicInteger();

  private record Seen(String test, Path folder, String database, int rows) {}

  private static final Map<String, String> PARALLEL =
      Map.of(
          "junit.jupiter.execution.parallel.enabled", "true",
          "junit.jupiter.execution.parallel.mode.default", "concurrent",
          "junit.jupiter.execution.parallel.config.strategy", "fixed",
          "junit.jupiter.execution.parallel.config.fixed.parallelism", "8");

  @BeforeEach
  void forget() {
    SEEN.clear();
    MIGRATIONS.set(0);
  }

  private static EngineExecutionResults run(Map<String, String> parameters, Class<?>... classes) {
    EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
    parameters.forEach(kit::configurationParameter);
    for (Class<?> type : classes) {
      kit.selectors(selectClass(type));
    }
    return kit.execute();
  }

  private static void succeed(EngineExecutionResults results, int tests) {
    results.testEvents().assertStatistics(s -> s.succeeded(tests).failed(0));
    assertThat(SEEN).hasSize(tests);
    assertThat(folders()).allSatisfy(folder -> assertThat(folder).doesNotExist());
  }

  private static Set<Path> folders() {
    return SEEN.stream().map(Seen::folder).collect(Collectors.toSet());
  }

  private static Set<String> databases() {
    return SEEN.stream().map(s -> s.folder() + s.database()).collect(Collectors.toSet());
  }

  static void saw(RunningPgCluster cluster, Connection connection, String test)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO things VALUES (1)");
      try (ResultSet row =
          statement.executeQuery("SELECT current_database(), count(*)::int FROM things")) {
        row.next();
        SEEN.add(
            new Seen(
                test, ((EmbeddedPgCluster) cluster).folder(), row.getString(1), row.getInt(2)));
      }
    }
  }

  static final class Things implements DatabaseMigration {
    @Override
    public void migrate(DataSource template) throws SQLException {
      MIGRATIONS.incrementAndGet();
      try (Connection connection = template.getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE things (id int)");
      }
    }
  }

  @Tag("inner")
  @PgClusterTest(migration = Things.class)
  static class SharedA {
    @RepeatedTest(4)
    void sees_its_own(RunningPgCluster cluster, Connection connection) throws SQLException {
      saw(cluster, connection, "a");
    }
  }

  @Tag("inner")
  @PgClusterTest(migration = Things.class)
  static class SharedB {
    @RepeatedTest(4)
    void sees_its_own(RunningPgCluster cluster, Connection connection) throws SQLException {
      saw(cluster, connection, "b");
    }
  }

  @Test
  void classes_share_a_cluster_and_tests_share_nothing_also_in_parallel() {
    succeed(run(PARALLEL, SharedA.class, SharedB.class), 8);

    assertThat(folders()).hasSize(1);
    assertThat(databases()).hasSize(8);
    assertThat(SEEN).allSatisfy(seen -> assertThat(seen.rows()).isEqualTo(1));
    assertThat(MIGRATIONS).hasValue(1);
  }

  @Tag("inner")
  @PgClusterTest(migration = Things.class, databases = DatabaseScope.PER_CLASS)
  static class PerClassDatabase {
    @BeforeAll
    static void has_it_already(RunningPgCluster cluster, Connection connection)
        throws SQLException {
      saw(cluster, connection, "before");
    }

    @RepeatedTest(2)
    void sees_what_others_wrote(RunningPgCluster cluster, Connection connection)
        throws SQLException {
      saw(cluster, connection, "after");
    }
  }

  @Test
  void a_class_can_share_its_database() {
    run(Map.of(), PerClassDatabase.class).testEvents().assertStatistics(s -> s.succeeded(2));

    assertThat(databases()).hasSize(1);
    assertThat(SEEN).extracting(Seen::rows).containsExactly(1, 2, 3);
  }

  @Tag("inner")
  @PgClusterTest(standbys = 0, migration = Things.class, clusters = ClusterScope.PER_METHOD)
  static class PerMethodCluster {
    @RepeatedTest(3)
    void has_it_alone(RunningPgCluster cluster, Connection connection) throws SQLException {
      saw(cluster, connection, "alone");
    }
  }

  @Test
  void a_test_can_have_a_cluster_of_its_own_also_in_parallel() {
    succeed(run(PARALLEL, PerMethodCluster.class), 3);

    assertThat(folders()).hasSize(3);
  }

  @Tag("inner")
  static class Programmatic {
    @RegisterExtension
    static final PgClusterExtension CLUSTER =
        PgClusterExtension.of(PgClusterBuilder.named("any").standbys(1).withoutRouter().build())
            .migratedBy(new Things());

    /** As a framework would ask, before anything is injected. */
    static final String URL = CLUSTER.jdbcUrl(Route.PRIMARY);

    @Test
    void sees_the_same(RunningPgCluster cluster, Connection connection) throws SQLException {
      assertThat(connection.getMetaData().getURL()).startsWith(URL);
      assertThat(cluster.spec().name()).isEqualTo(CLUSTER.running().spec().name());
      try (Connection other = CLUSTER.dataSource(Route.PRIMARY).getConnection()) {
        saw(cluster, other, "framework");
        saw(cluster, connection, "test");
      }
      try (Connection plain =
          java.sql.DriverManager.getConnection(URL, CLUSTER.username(), CLUSTER.password())) {
        saw(cluster, plain, "plain");
      }
    }
  }

  @Test
  void an_extension_gives_frameworks_what_its_tests_see() {
    run(Map.of(), Programmatic.class).testEvents().assertStatistics(s -> s.succeeded(1));

    assertThat(databases()).hasSize(1);
    assertThat(SEEN).extracting(Seen::rows).containsExactly(1, 2, 3);
  }

  @Tag("inner")
  @PgClusterTest
  static class Failing {
    @Test
    void fails_on_the_server(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1 / 0");
      }
    }
  }

  @Test
  void a_failure_shows_what_the_servers_said() {
    EngineExecutionResults results = run(Map.of(), Failing.class);

    results
        .testEvents()
        .assertThatEvents()
        .haveExactly(1, event(finishedWithFailure(message(m -> m.contains("division by zero")))));
    Throwable failure =
        results.testEvents().failed().stream()
            .findFirst()
            .orElseThrow()
            .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
            .getThrowable()
            .orElseThrow();
    assertThat(failure.getSuppressed())
        .extracting(Throwable::toString)
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("the servers logged since the test began:", "-primary-0:")
                    .contains("ERROR:  division by zero", "STATEMENT:  SELECT 1 / 0"));
    assertThat(results.testEvents().reportingEntryPublished().count()).isEqualTo(1);
  }

  @Tag("inner")
  @PgClusterTest(parameters = "work_mem: 8MB")
  static class BadParameter {
    @Test
    void never_runs() {}
  }

  @Tag("inner")
  @PgClusterTest(parameters = "work_memory=8MB")
  static class UnknownParameter {
    @Test
    void never_runs() {}
  }

  static final class Broken implements DatabaseMigration {
    @Override
    public void migrate(DataSource template) throws SQLException {
      throw new SQLException("the migration's own words");
    }
  }

  @Tag("inner")
  @PgClusterTest(migration = Broken.class)
  static class BadMigration {
    @Test
    void never_runs() {}
  }

  @Tag("inner")
  @PgClusterTest
  static class TooEarly {
    @BeforeAll
    static void asks(Connection connection) {}

    @Test
    void never_runs() {}
  }

  private static void assertRefused(
      Class<?> type, Map<String, String> parameters, String... words) {
    EngineExecutionResults results = run(parameters, type);
    String failures =
        results.allEvents().failed().stream()
            .map(
                failed ->
                    failed
                        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                        .getThrowable()
                        .map(Throwable::getMessage)
                        .orElse(""))
            .collect(Collectors.joining("\n"));
    assertThat(failures).contains(words);
  }

  @Test
  void what_cannot_be_is_refused_clearly() {
    assertRefused(BadParameter.class, Map.of(), "\"work_mem: 8MB\" is not of the form name=value");
    assertRefused(
        UnknownParameter.class, Map.of(), BadParameter.class.getPackageName(), "work_memory");
    assertRefused(
        BadMigration.class, Map.of(), Broken.class.getName(), "the migration's own words");
    assertRefused(TooEarly.class, Map.of(), "databases are PER_METHOD", "PER_CLASS");
    assertRefused(
        SharedA.class,
        Map.of(TestRuntime.RUNTIME, "docker"),
        "pgcluster.test.runtime: \"docker\" is no runtime; give embedded or kubernetes");
  }
}
