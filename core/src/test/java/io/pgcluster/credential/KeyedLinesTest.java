package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class KeyedLinesTest {

  /** A line {@code k=…} is an entry of the key {@code k}. */
  private static KeyedLines<String> parse(String file) {
    return KeyedLines.parse(
        file, line -> line.startsWith("k=") ? Optional.of("k") : Optional.empty());
  }

  @Test
  void replaces_in_place_and_drops_later_ones() {
    assertThat(parse("a\nk=1\nb\nk=2\n").put("k", "k=3").render()).isEqualTo("a\nk=3\nb\n");
  }

  @Test
  void appends_on_a_line_of_its_own() {
    assertThat(parse("a").put("k", "k=1").render()).isEqualTo("a\nk=1\n");
    assertThat(parse("").put("k", "k=1").render()).isEqualTo("k=1\n");
    assertThat(parse("k=1").put("k", "k=2").render()).isEqualTo("k=2");
  }

  @Test
  void removes_all_of_a_key() {
    assertThat(parse("k=1\na\nk=2").remove("k").render()).isEqualTo("a");
    assertThat(parse("k=1").remove("k").render()).isEmpty();
  }

  @Property
  void keeps_every_byte_of_what_it_does_not_change(
      @ForAll @Chars({'\n', '\r', 'k', '=', '#'}) @CharRange(from = 'a', to = 'c') String file) {
    assertThat(parse(file).render()).isEqualTo(file);
  }

  @Property
  void changes_its_key_alone(
      @ForAll @Chars({'\n', 'k', '=', 'x'}) @StringLength(max = 30) String file) {
    KeyedLines<String> changed = parse(file).put("k", "k=new");
    assertThat(changed.first("k")).hasValue("k=new");
    assertThat(changed.entries()).hasSize(1);
    assertThat(changed.remove("k").render().strip())
        .isEqualTo(parse(file).remove("k").render().strip());
    assertThat(parse(changed.render()).render()).isEqualTo(changed.render());
  }
}
