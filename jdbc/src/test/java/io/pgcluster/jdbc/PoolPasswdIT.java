package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.PoolKey;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.credential.RandomCredentials;
import io.pgcluster.credential.RandomCredentials.Credential;
import io.pgcluster.credential.ScramVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs in through a real pgpool that reads our pool_passwd. Runs where pgpool is installed (Debian:
 * {@code apt-get install pgpool2}).
 */
class PoolPasswdIT {

  private static final long SEED = 20261124;
  private static final String KEY = "a key: with \\ and ü";

  @TempDir static Path folder;

  private static EmbeddedPostgres postgres;
  private static Process pgpool;
  private static int port;
  private static final List<Credential> CREDENTIALS = new ArrayList<>();

  @BeforeAll
  static void start_a_server_and_a_pgpool_before_it() throws Exception {
    Optional<Path> program =
        Stream.of("/usr/sbin/pgpool", "/opt/pgpool-II/bin/pgpool")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(program.isPresent(), "pgpool is not in /usr/sbin: apt-get install pgpool2");
    Path data = folder.resolve("data");
    postgres = EmbeddedPostgres.builder().setDataDirectory(data).start();
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all postgres all trust\n"
            + "host all \"md5 role\" all md5\n"
            + "host all all all scram-sha-256\n");
    Files.writeString(folder.resolve("pool_passwd"), createRolesAndEntries().render());
    Files.writeString(folder.resolve("key"), KEY + "\n");
    Files.writeString(
        folder.resolve("pool_hba.conf"),
        "host all \"md5 role\" all md5\nhost all all all scram-sha-256\n");
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      port = one.getLocalPort();
      Files.writeString(folder.resolve("pgpool.conf"), pgpoolConf(other.getLocalPort()));
    }
    pgpool =
        new ProcessBuilder(
                program.get().toString(),
                "-n",
                "-D",
                "-f",
                folder.resolve("pgpool.conf").toString(),
                "-a",
                folder.resolve("pool_hba.conf").toString(),
                "-k",
                folder.resolve("key").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("pgpool.log").toFile())
            .start();
    Instant end = Instant.now().plus(Duration.ofSeconds(30));
    while (!canLogIn("plain", "plain") && Instant.now().isBefore(end) && pgpool.isAlive()) {
      pgpool.waitFor(100, TimeUnit.MILLISECONDS);
    }
    assertThat(canLogIn("plain", "plain")).as(PoolPasswdIT::log).isTrue();
  }

  private static PoolPasswd createRolesAndEntries() throws SQLException {
    PoolPasswd file = PoolPasswd.parse("# not an entry\n");
    CREDENTIALS.add(new Credential("plain", "plain"));
    CREDENTIALS.add(new Credential("a:b", "c:d"));
    CREDENTIALS.add(new Credential("a", "not b"));
    CREDENTIALS.add(new Credential("back\\slash\\", "\\:\\"));
    CREDENTIALS.add(new Credential("#comment", "#"));
    CREDENTIALS.add(new Credential("x".repeat(63), "x".repeat(79)));
    RandomCredentials.seeded(SEED).pairs(200, 79).stream()
        .filter(
            c -> !c.password().matches("(?s).*[\u200b\u0340].*|[\u00ad\u034f\u200d\ufe0f\ufeff]*"))
        .forEach(CREDENTIALS::add);
    try (Connection superuser = postgres.getPostgresDatabase().getConnection();
        PoolKey key = PoolKey.of(KEY)) {
      boolean aes = false;
      for (Credential c : CREDENTIALS) {
        Password password = Password.of(c.password());
        createRole(superuser, c.name(), ScramVerifier.of(password, new byte[16], 4096).text());
        aes = !aes;
        file =
            file.put(
                aes
                    ? PoolPasswdEntry.aes(c.name(), password, key)
                    : PoolPasswdEntry.text(c.name(), password));
      }
      Credential longest = new Credential("longest", ":\\".repeat(62));
      CREDENTIALS.add(longest);
      Password password = Password.of(longest.password());
      createRole(superuser, "longest", ScramVerifier.of(password, new byte[16], 4096).text());
      createRole(superuser, "md5 role", PgMd5.userPassword("md5 role", "pw"));
      try (Statement sql = superuser.createStatement()) {
        sql.execute("SELECT pg_reload_conf()");
      }
      return file.put(PoolPasswdEntry.text("longest", password))
          .put("md5 role", PgMd5.userPassword("md5 role", "pw"));
    }
  }

  private static void createRole(Connection superuser, String name, String verifier)
      throws SQLException {
    try (PreparedStatement format =
        superuser.prepareStatement("SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', ?, ?)")) {
      format.setString(1, name);
      format.setString(2, verifier);
      try (ResultSet row = format.executeQuery();
          Statement sql = superuser.createStatement()) {
        row.next();
        sql.execute(row.getString(1));
      }
    }
  }

  private static String pgpoolConf(int pcpPort) {
    return """
    backend_clustering_mode = 'streaming_replication'
    listen_addresses = 'localhost'
    port = %d
    socket_dir = '%s'
    pcp_listen_addresses = ''
    pcp_port = %d
    pcp_socket_dir = '%s'
    pid_file_name = '%s/pgpool.pid'
    backend_hostname0 = 'localhost'
    backend_port0 = %d
    backend_weight0 = 1
    backend_flag0 = 'ALWAYS_PRIMARY|DISALLOW_TO_FAILOVER'
    failover_on_backend_error = off
    health_check_period = 0
    sr_check_period = 0
    num_init_children = 4
    max_pool = 1
    connection_cache = off
    enable_pool_hba = on
    pool_passwd = 'pool_passwd'
    """
        .formatted(port, folder, pcpPort, folder, folder, postgres.getPort());
  }

  @AfterAll
  static void stop() throws IOException, InterruptedException {
    if (pgpool != null) {
      pgpool.destroy();
      if (!pgpool.waitFor(20, TimeUnit.SECONDS)) {
        pgpool.descendants().forEach(ProcessHandle::destroyForcibly);
        pgpool.destroyForcibly();
      }
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void logs_in_through_pgpool_with_aes_and_text_entries() {
    List<String> refused =
        CREDENTIALS.stream()
            .filter(c -> !canLogIn(c.name(), c.password()))
            .map(c -> codes(c.name()) + ":" + codes(c.password()))
            .toList();
    assertThat(CREDENTIALS).hasSizeGreaterThan(150);
    assertThat(refused).as(PoolPasswdIT::log).isEmpty();
  }

  @Test
  void logs_in_through_pgpool_with_an_md5_entry() {
    assertThat(canLogIn("md5 role", "pw")).as(PoolPasswdIT::log).isTrue();
  }

  @Test
  void is_refused_with_a_wrong_password() {
    assertThat(canLogIn("plain", "plain")).isTrue();
    assertThat(canLogIn("plain", "wrong")).isFalse();
    assertThat(canLogIn("md5 role", "wrong")).isFalse();
  }

  private static String codes(String text) {
    return text.codePoints().mapToObj(Integer::toHexString).toList().toString();
  }

  private static String log() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("pgpool.log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static boolean canLogIn(String role, String password) {
    String url = "jdbc:postgresql://localhost:" + port + "/postgres?connectTimeout=5";
    try (Connection connection = DriverManager.getConnection(url, role, password);
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT session_user")) {
      return row.next() && row.getString(1).equals(role);
    } catch (SQLException e) {
      return false;
    }
  }
}
