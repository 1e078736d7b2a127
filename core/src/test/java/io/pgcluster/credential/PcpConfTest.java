package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcpConfTest {

  @Test
  void makes_a_line() {
    assertThat(PcpConf.line("admin", "secret")).isEqualTo("admin:5ebe2294ecd0e0f08eab7690d2a6ee69");
  }

  @Test
  void replaces_adds_and_removes_and_keeps_comments() {
    PcpConf file = PcpConf.parse("# USERID:MD5PASSWD\n\nadmin:e8a48653851e28c69d0506508fb27fc5\n");
    PcpConf changed = file.put("admin", Password.of("secret")).put("ops", PgMd5.digest("pw"));
    assertThat(changed.render())
        .isEqualTo(
            "# USERID:MD5PASSWD\n\nadmin:5ebe2294ecd0e0f08eab7690d2a6ee69\nops:"
                + PgMd5.digest("pw")
                + "\n");
    assertThat(changed.users()).containsExactly("admin", "ops");
    assertThat(changed.digest("admin")).hasValue("5ebe2294ecd0e0f08eab7690d2a6ee69");
    assertThat(changed.remove("ops").remove("admin").render()).isEqualTo("# USERID:MD5PASSWD\n\n");
    assertThat(changed).hasToString("PcpConf[admin, ops]");
  }

  @Test
  void leaves_no_second_password_of_a_user() {
    // pgpool tries every line of a user, so an old one would still open.
    String old = PgMd5.digest("old");
    assertThat(
            PcpConf.parse("a:" + old + "\na:" + old + "\n").put("a", PgMd5.digest("new")).render())
        .isEqualTo("a:" + PgMd5.digest("new") + "\n");
  }

  @Test
  void refuses_a_line_that_would_lock_everyone_out() {
    assertThatThrownBy(() -> PcpConf.parse("# x\nadmin\n"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("line 2: has no colon");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a:b", "#a", "a\nb", "a\rb", "a\0b"})
  void refuses_names_that_the_file_cannot_hold(String user) {
    assertThatThrownBy(() -> PcpConf.line(user, "pw")).isInstanceOf(PgClusterException.class);
  }

  @Test
  void refuses_names_that_pgpool_would_not_read() {
    assertThat(PcpConf.line("x".repeat(95), "pw")).hasSize(128);
    assertThatThrownBy(() -> PcpConf.line("x".repeat(96), "pw")).hasMessageContaining("1 to 95");
  }

  @Test
  void refuses_a_digest_with_md5_in_front() {
    assertThatThrownBy(() -> PcpConf.empty().put("a", PgMd5.userPassword("a", "pw")))
        .hasMessageContaining("without md5 in front");
  }

  @Property
  void keeps_every_file_it_reads(@ForAll @Chars({':', '#', 'a', '\\'}) String line) {
    String file = "#" + line + "\n:" + line + "\n" + line + ":x";
    assertThat(PcpConf.parse(file).render()).isEqualTo(file);
  }

  @Property
  void finds_what_it_put(@ForAll long seed) {
    RandomCredentials random = RandomCredentials.seeded(seed);
    String user = random.name().replace(':', ';').replace('#', ';');
    String password = random.password(100);
    PcpConf file = PcpConf.parse(PcpConf.empty().put(user, Password.of(password)).render());
    assertThat(file.users()).containsExactly(user);
    assertThat(file.digest(user)).hasValue(PgMd5.digest(password));
  }
}
