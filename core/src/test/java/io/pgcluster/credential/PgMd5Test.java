package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PgMd5Test {

  @Test
  void makes_the_entry_of_the_2018_chart() {
    assertThat(PgMd5.userPassword("postgres", "password"))
        .isEqualTo("md532e12f215ba27cb750c9e093ce4b5127");
    assertThat(PgMd5.line("postgres", "password"))
        .isEqualTo("postgres:md532e12f215ba27cb750c9e093ce4b5127");
  }

  @Test
  void makes_the_bare_digest_of_pg_md5() {
    // pg_md5 secret (pgpool 4.3.5)
    assertThat(PgMd5.digest("secret")).isEqualTo("5ebe2294ecd0e0f08eab7690d2a6ee69");
  }

  @Test
  void makes_the_digests_of_pg_md5_for_awkward_names() {
    // pg_md5 --md5auth --input-file (pgpool 4.3.5)
    assertThat(PgMd5.userPassword("sp ace", " lead"))
        .isEqualTo("md57dd8f62e8290f89e53c430d6422244d0");
    assertThat(PgMd5.userPassword("ü", "ñ")).isEqualTo("md511c80fa4253222db96c028af3153db08");
    assertThat(PgMd5.userPassword("ca\\\\rl", "x\\y"))
        .isEqualTo("md5de85e92138156f0be6314618d0eac7fd");
  }

  @Test
  void escapes_the_name_in_the_line_but_not_in_the_digest() {
    assertThat(PgMd5.line("a:b\\c", "pw"))
        .isEqualTo("a\\:b\\\\c:" + PgMd5.userPassword("a:b\\c", "pw"));
  }

  @Test
  void refuses_names_that_postgresql_would_not_store() {
    assertThatThrownBy(() -> PgMd5.userPassword("", "pw")).hasMessageContaining("empty");
    assertThatThrownBy(() -> PgMd5.userPassword("a\0", "pw")).hasMessageContaining("NUL");
    assertThatThrownBy(() -> PgMd5.userPassword("x".repeat(64), "pw")).hasMessageContaining("63");
    assertThatThrownBy(() -> PgMd5.userPassword("ä".repeat(32), "pw"))
        .hasMessageContaining("64 bytes");
    assertThat(PgMd5.userPassword("x".repeat(63), "pw")).startsWith("md5");
  }

  @Test
  void refuses_a_line_break_in_a_line() {
    assertThatThrownBy(() -> PgMd5.line("a\nb", "pw")).hasMessageContaining("line break");
    assertThat(PgMd5.userPassword("a\nb", "pw")).startsWith("md5");
  }

  @Property
  void agrees_with_the_platforms_md5(@ForAll long seed) throws Exception {
    RandomCredentials random = RandomCredentials.seeded(seed);
    String user = random.name();
    String password = random.password(150);
    byte[] salted = (password + user).getBytes(StandardCharsets.UTF_8);
    assertThat(PgMd5.userPassword(user, password))
        .isEqualTo(
            "md5" + HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(salted)));
  }
}
