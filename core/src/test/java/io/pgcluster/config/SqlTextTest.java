package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SqlTextTest {

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("'\"\\E$;-\n ab").ofMinLength(1).ofMaxLength(12);
  }

  @Test
  void quotes_names_and_texts() {
    assertThat(SqlText.identifier("app")).isEqualTo("\"app\"");
    assertThat(SqlText.identifier("a\"b'c\\d")).isEqualTo("\"a\"\"b'c\\d\"");
    assertThat(SqlText.literal("")).isEqualTo("''");
    assertThat(SqlText.literal("it's")).isEqualTo("'it''s'");
    assertThat(SqlText.literal("a\\'b")).isEqualTo("E'a\\\\''b'");
  }

  @Property
  void an_identifier_ends_where_it_should(@ForAll("texts") String name) {
    String quoted = SqlText.identifier(name);
    String inner = quoted.substring(1, quoted.length() - 1);

    assertThat(quoted).startsWith("\"").endsWith("\"");
    assertThat(inner.replace("\"\"", "")).doesNotContain("\"");
    assertThat(inner.replace("\"\"", "\"")).isEqualTo(name);
  }

  @Property
  void a_literal_reads_alike_with_and_without_standard_conforming_strings(
      @ForAll("texts") String text) {
    String quoted = SqlText.literal(text);

    if (quoted.startsWith("E")) {
      assertThat(escaped(quoted.substring(2, quoted.length() - 1))).isEqualTo(text);
    } else {
      assertThat(quoted).doesNotContain("\\");
      assertThat(quoted.substring(1, quoted.length() - 1).replace("''", "'")).isEqualTo(text);
    }
  }

  /** What PostgreSQL reads in an E'…' that has only doubled quotes and backslashes. */
  private static String escaped(String inner) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c == '\'' || c == '\\') {
        i++;
        assertThat(inner.charAt(i)).isEqualTo(c);
      }
      out.append(c);
    }
    return out.toString();
  }

  @Test
  void refuses_what_sql_cannot_hold() {
    assertThatThrownBy(() -> SqlText.identifier(""))
        .isInstanceOf(PgClusterException.class)
        .hasMessage("SQL: a name is empty; give one");
    assertThatThrownBy(() -> SqlText.identifier("a\0"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("SQL: a name has a NUL");
    assertThatThrownBy(() -> SqlText.literal("hunter2\0"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageNotContaining("hunter2");
  }
}
