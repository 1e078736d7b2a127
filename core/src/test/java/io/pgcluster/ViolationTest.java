package io.pgcluster;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ViolationTest {

  @Test
  void a_path_shows_where_a_key_ends() {
    assertThat(Violation.path("", "name")).isEqualTo("name");
    assertThat(Violation.path("a", "b_c-1")).isEqualTo("a.b_c-1");
    assertThat(Violation.path("labels", "example.com/team"))
        .isEqualTo("labels[\"example.com/team\"]");
    assertThat(Violation.path("labels", "")).isEqualTo("labels[\"\"]");
  }

  @Test
  void a_shown_text_cannot_end_its_quotes() {
    assertThat(Violation.shown("a\"b")).isEqualTo("\"a\\u0022b\"");
  }

  @Property
  void a_shown_text_is_one_short_line(@ForAll String text) {
    assertThat(Violation.shown(text))
        .startsWith("\"")
        .endsWith("\"")
        .matches(shown -> shown.codePoints().noneMatch(Character::isISOControl))
        .matches(shown -> shown.codePointCount(0, shown.length()) <= 6 * 80 + 3);
  }
}
