package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.RandomCredentials;
import io.pgcluster.credential.RandomCredentials.Credential;
import io.pgcluster.credential.ScramVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds our verifiers against those of a real PostgreSQL. */
class ScramVerifierIT {

  private static final long SEED = 20261124;

  /** Passwords in one statement: all change one row, whose versions pile up until it ends. */
  private static final int CHUNK = 1500;

  /**
   * Zero-width space (pgjdbc drops it, PostgreSQL makes it a space), deprecated accents (pgjdbc
   * looks after normalizing), and nothing but characters that are dropped.
   */
  private static final Pattern PREPARED_OTHERWISE_BY_PGJDBC =
      Pattern.compile("[\u200b\u0340\u0341]|^[\u00ad\u034f\u200d\ufe0f\ufeff]*$");

  @TempDir static Path folder;

  private static EmbeddedPostgres postgres;
  private static Connection superuser;

  @BeforeAll
  static void start_a_server_that_asks_roles_for_scram() throws IOException, SQLException {
    Path data = folder.resolve("data");
    postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setServerConfig("synchronous_commit", "off")
            .start();
    Files.writeString(
        data.resolve("pg_hba.conf"),
        "host all postgres all trust\nhost all all all scram-sha-256\n");
    superuser = postgres.getPostgresDatabase().getConnection();
    try (Statement sql = superuser.createStatement()) {
      sql.execute("SELECT pg_reload_conf()");
      sql.execute("CREATE ROLE probe");
      sql.execute(
          """
          CREATE FUNCTION verifier(password text) RETURNS text LANGUAGE plpgsql AS $$
          BEGIN
            EXECUTE format('ALTER ROLE probe PASSWORD %L', password);
            RETURN (SELECT rolpassword FROM pg_authid WHERE rolname = 'probe');
          END $$
          """);
      sql.execute(
          """
          CREATE FUNCTION create_role(name text, password text) RETURNS void LANGUAGE plpgsql AS $$
          BEGIN
            EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', name, password);
          END $$
          """);
    }
  }

  @AfterAll
  static void stop() throws IOException, SQLException {
    superuser.close();
    postgres.close();
  }

  @Test
  void makes_what_postgresql_makes_of_random_passwords() throws SQLException {
    RandomCredentials random = RandomCredentials.seeded(SEED);
    for (int chunk = 0; chunk < 4; chunk++) {
      assertSame(IntStream.range(0, CHUNK).mapToObj(i -> random.password(200)).toList(), 1);
    }
    assertSame(
        IntStream.range(0, 100).mapToObj(i -> random.password(200)).toList(),
        ScramVerifier.DEFAULT_ITERATIONS);
  }

  /**
   * A sample of the code points, dense where Unicode's categories change; all of them with {@code
   * -Dsaslprep.all=true}. Each in a place where the outcome shows what PostgreSQL takes it for:
   * beside a ligature that only a prepared password loses, and between and before right-to-left
   * ones.
   */
  @Test
  void prepares_code_points_as_postgresql_does() throws SQLException {
    List<String> passwords = new ArrayList<>();
    for (int codePoint : codePoints()) {
      String c = Character.toString(codePoint);
      passwords.add("\ufb01" + c);
      passwords.add("\ufb21" + c + "\ufb21");
      passwords.add(c + "\ufb21");
      if (passwords.size() >= CHUNK) {
        assertSame(passwords, 1);
        passwords.clear();
      }
    }
    assertSame(passwords, 1);
  }

  private static int[] codePoints() {
    IntStream all = IntStream.rangeClosed(1, Character.MAX_CODE_POINT);
    if (!Boolean.getBoolean("saslprep.all")) {
      Random random = new Random(SEED);
      all = all.filter(c -> atEdge(c) || random.nextInt(200) == 0);
    }
    return all.filter(c -> c < 0xd800 || c > 0xdfff).toArray();
  }

  private static boolean atEdge(int c) {
    return c < 0x3000
        && (Character.getType(c) != Character.getType(c - 1)
            || c < 0x10ffff && Character.getType(c) != Character.getType(c + 1));
  }

  private static void assertSame(List<String> passwords, int iterations) throws SQLException {
    List<String> theirs = serverVerifiers(passwords, iterations);
    for (int i = 0; i < passwords.size(); i++) {
      String password = passwords.get(i);
      ScramVerifier server = ScramVerifier.parse(theirs.get(i));
      assertThat(server.iterations()).isEqualTo(iterations);
      ScramVerifier ours = ScramVerifier.of(password, server.salt(), iterations);
      assertThat(ours.text()).as(() -> codes(password)).isEqualTo(theirs.get(i));
    }
  }

  private static String codes(String text) {
    return text.codePoints().mapToObj(Integer::toHexString).toList().toString();
  }

  private static List<String> serverVerifiers(List<String> passwords, int iterations)
      throws SQLException {
    try (Statement sql = superuser.createStatement()) {
      sql.execute("SET scram_iterations = " + iterations);
    }
    Array array = superuser.createArrayOf("text", passwords.toArray());
    List<String> verifiers = new ArrayList<>();
    try (PreparedStatement query =
        superuser.prepareStatement(
            "SELECT verifier(p) FROM unnest(?) WITH ORDINALITY u (p, n) ORDER BY n")) {
      query.setArray(1, array);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          verifiers.add(rows.getString(1));
        }
      }
    }
    return verifiers;
  }

  /**
   * Every login succeeds, but for passwords that pgjdbc itself prepares otherwise than PostgreSQL:
   * there it fails with PostgreSQL's own verifier too.
   */
  @Test
  void logs_in_to_roles_made_with_our_verifiers() throws SQLException {
    List<Credential> credentials = RandomCredentials.seeded(SEED).pairs(400, 100);
    byte[] salt = new byte[ScramVerifier.DEFAULT_SALT_LENGTH];
    Random random = new Random(SEED);
    for (Credential credential : credentials) {
      String password = credential.password();
      random.nextBytes(salt);
      createRole(credential.name(), ScramVerifier.of(Password.of(password), salt).text());
      if (PREPARED_OTHERWISE_BY_PGJDBC.matcher(password).find()) {
        String twin = "twin of " + random.nextLong();
        createRole(twin, password);
        assertThat(canLogIn(credential.name(), password))
            .as(() -> codes(password))
            .isEqualTo(canLogIn(twin, password));
      } else {
        assertThat(login(credential.name(), password))
            .as(() -> codes(credential.name()) + codes(password))
            .isEqualTo(credential.name());
      }
    }
    Credential first = credentials.get(0);
    assertThat(canLogIn(first.name(), first.password() + "x")).isFalse();
  }

  @Test
  void logs_in_with_a_password_that_looks_like_a_stored_one() throws SQLException {
    String md5Like = "md5" + "0".repeat(32);
    createRole("lookalike", ScramVerifier.of(md5Like, new byte[16], 4096).text());
    assertThat(login("lookalike", md5Like)).isEqualTo("lookalike");
    // Given to PostgreSQL as it is, it would have been stored as it is.
    assertThat(serverVerifiers(List.of(md5Like), 1)).containsExactly(md5Like);
  }

  private static void createRole(String name, String verifier) throws SQLException {
    try (PreparedStatement call = superuser.prepareStatement("SELECT create_role(?, ?)")) {
      call.setString(1, name);
      call.setString(2, verifier);
      call.execute();
    }
  }

  private static boolean canLogIn(String role, String password) {
    try {
      login(role, password);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private static String login(String role, String password) throws SQLException {
    String url = postgres.getJdbcUrl("postgres", "postgres").replaceAll("\\?.*", "");
    try (Connection connection = DriverManager.getConnection(url, role, password);
        Statement sql = connection.createStatement();
        ResultSet row = sql.executeQuery("SELECT session_user")) {
      row.next();
      return row.getString(1);
    }
  }
}
