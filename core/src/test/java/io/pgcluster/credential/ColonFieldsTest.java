package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ColonFieldsTest {

  @Test
  void escapes_colons_and_backslashes_alone() {
    assertThat(ColonFields.escape("a:b\\c #'\"")).isEqualTo("a\\:b\\\\c #'\"");
  }

  @Test
  void takes_a_backslash_before_anything_away() {
    assertThat(ColonFields.split("a\\b:c")).hasValue(List.of("ab", "c"));
  }

  @Test
  void gives_nothing_for_a_lone_backslash_at_the_end() {
    assertThat(ColonFields.split("a:b\\")).isEmpty();
    assertThat(ColonFields.split("a:b\\\\")).hasValue(List.of("a", "b\\"));
  }

  @Property
  void splits_what_it_escaped(
      @ForAll @Size(min = 1, max = 5) List<@Chars({':', '\\', 'a', ' ', 'ä'}) String> fields) {
    String line = fields.stream().map(ColonFields::escape).collect(Collectors.joining(":"));
    assertThat(ColonFields.split(line)).hasValue(fields);
  }

  @Property
  void splits_any_text(@ForAll @Chars({':', '\\', 'a'}) String line) {
    ColonFields.split(line)
        .ifPresent(
            fields -> {
              String again =
                  fields.stream().map(ColonFields::escape).collect(Collectors.joining(":"));
              assertThat(ColonFields.split(again)).hasValue(fields);
            });
  }
}
