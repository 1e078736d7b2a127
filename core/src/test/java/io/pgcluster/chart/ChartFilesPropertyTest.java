package io.pgcluster.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.config.HbaRule;
import io.pgcluster.config.HbaText;
import io.pgcluster.config.PostgresqlConf;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What this library writes is read back as it was. */
class ChartFilesPropertyTest {
  @Provide
  Arbitrary<String> value() {
    return Arbitraries.strings().withChars("ab '\\#=\"$é,;-/*\t").ofMaxLength(12);
  }

  @Provide
  Arbitrary<String> name() {
    return Arbitraries.strings()
        .withChars("abZ09 _-#+")
        .ofMinLength(1)
        .ofMaxLength(8)
        .filter(s -> !s.isBlank() && !s.startsWith("+") && s.equals(s.strip()));
  }

  @Property
  void parameters(@ForAll("value") String value) {
    Findings findings = new Findings();
    String file = PostgresqlConf.render(new TreeMap<>(Map.of("search_path", value)));

    assertThat(ConfLine.of("f", file, findings))
        .containsExactly(new ConfLine(1, "search_path", value));
    assertThat(findings.sorted()).isEmpty();
  }

  @Property
  void rules(@ForAll("name") String database, @ForAll("name") String user) {
    HbaRule rule =
        new HbaRule(
            "host", List.of(database), List.of(user, "all"), "10.0.0.0/8", "reject", Map.of());

    String again =
        HbaText.postgres(
            HbaLine.of("f", HbaText.postgres(List.of(rule)), new Findings()).stream()
                .map(HbaLine::rule)
                .toList());

    assertThat(again).isEqualTo(HbaText.postgres(List.of(rule)));
  }

  @Property
  void statements_together_are_the_script(
      @ForAll("value") String one, @ForAll("value") String two) {
    String script = one + "\n" + two + "; select 'x;y'; $a$;$a$";

    assertThat(String.join("", SqlStatements.of(script))).isEqualTo(script);
  }

  @Property
  void any_text_is_read_without_an_error(@ForAll String text) {
    Findings findings = new Findings();
    ConfLine.of("f", text, findings);
    HbaLine.of("f", text, findings);
    SqlStatements.of(text);
  }
}
