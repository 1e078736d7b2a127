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

class PgpassEntryTest {

  private static final Password PASSWORD = Password.of("p:w\\d");

  @Test
  void escapes_each_field() {
    assertThat(PgpassEntry.of("::1", 5432, "a:b", "c\\d", PASSWORD).line())
        .isEqualTo("\\:\\:1:5432:a\\:b:c\\\\d:p\\:w\\\\d");
  }

  @Test
  void takes_wildcards() {
    assertThat(
            new PgpassEntry(PgpassEntry.ANY, "*", "replication", "replicator", Password.of("pw"))
                .line())
        .isEqualTo("*:*:replication:replicator:pw");
  }

  @Test
  void does_not_begin_a_comment() {
    PgpassEntry entry = PgpassEntry.of("#h", 1, "d", "u", PASSWORD);
    assertThat(entry.line()).startsWith("\\#h:1:");
    assertThat(PgpassEntry.parse(entry.line())).isEqualTo(entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a:b",
        "#h:1:d:u:p",
        "h:1:d:u:p:x",
        "h:0:d:u:p",
        "h:x:d:u:p",
        "h:65536:d:u:p",
        ":1:d:u:p",
        "h:1:d:u:",
        "h:1:d:u:p\\"
      })
  void refuses_lines_that_are_no_entry(String line) {
    assertThatThrownBy(() -> PgpassEntry.parse(line)).isInstanceOf(PgClusterException.class);
  }

  @Test
  void refuses_line_breaks() {
    assertThatThrownBy(() -> PgpassEntry.of("h", 1, "d", "a\nb", PASSWORD))
        .hasMessageContaining("user");
    assertThatThrownBy(() -> PgpassEntry.of("h", 1, "d", "u", Password.of("p\rw")))
        .hasMessageContaining("line break")
        .hasMessageNotContaining("p\rw");
  }

  @Test
  void does_not_show_the_password() {
    assertThat(PgpassEntry.of("h", 1, "d", "u", PASSWORD).toString())
        .contains("host=h", "password=[redacted]");
  }

  @Property
  void reads_what_it_writes(@ForAll long seed) {
    RandomCredentials random = RandomCredentials.seeded(seed);
    PgpassEntry entry =
        PgpassEntry.of(
            random.name(), 5432, random.name(), random.name(), Password.of(random.password(200)));
    assertThat(PgpassEntry.parse(entry.line())).isEqualTo(entry);
  }

  @Property
  void never_fails_but_with_its_own_exception(
      @ForAll @Chars({':', '\\', 'a', '1', '\n', '\0'}) String line) {
    try {
      PgpassEntry entry = PgpassEntry.parse(line);
      assertThat(PgpassEntry.parse(entry.line())).isEqualTo(entry);
    } catch (PgClusterException e) {
      assertThat(e).hasMessageMatching("(?s)(\\.pgpass|password): .*");
    }
  }
}
