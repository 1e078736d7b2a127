package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What C does; CatalogueIT of jdbc asks a server. */
class CNumberTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, ''",
    "12, 12, ''",
    "-7, -7, ''",
    "' +7 ', 7, ''",
    "010, 8, ''",
    "089, 0, 89",
    "0x1F, 31, ''",
    "0X1fkB, 31, kB",
    "0x, 0, x",
    "64 MB, 64, MB",
    "1.5GB, 1.5, GB",
    ".5, 0.5, ''",
    "1e3, 1000, ''",
    "1e, 1, e",
    "1.e2x, 100, x",
    "010.5, 10.5, ''",
    "0x1.8, 1.5, ''",
    "99999999999999999999, 1e20, ''",
  })
  void reads_whole_numbers_as_strtol(String text, double value, String rest) {
    assertThat(CNumber.integer(text)).contains(new CNumber(value, rest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "-", "x", " .5", "-.5", "+-1", "1e999", "1.0e-999", "٣"})
  void reads_no_whole_number(String text) {
    assertThat(CNumber.integer(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0.25, 0.25, ''",
    "-.5e1s, -5, s",
    "1e+, 1, e+",
    "0x10, 16, ''",
    "0x.8p1, 1, ''",
    "010, 10, ''",
    "1.2.3, 1.2, .3",
    "0e5, 0, ''",
  })
  void reads_floats_as_strtod(String text, double value, String rest) {
    assertThat(CNumber.real(text)).contains(new CNumber(value, rest));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "-.", "e1", "nan", "NaN", "1e309", "-1e309", "1e-320"})
  void reads_no_float(String text) {
    assertThat(CNumber.real(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"inf", "Infinity", " +INF"})
  void reads_infinity(String text) {
    assertThat(CNumber.real(text)).contains(new CNumber(Double.POSITIVE_INFINITY, ""));
  }

  @Property
  void reads_every_long_and_int(@ForAll long number) {
    assertThat(CNumber.integer(Long.toString(number))).contains(new CNumber(number, ""));
    assertThat(CNumber.integer("0x" + Long.toHexString(number >>> 1)))
        .contains(new CNumber(number >>> 1, ""));
  }

  @Property
  void reads_what_java_writes(@ForAll @DoubleRange(min = -1e300, max = 1e300) double number) {
    assertThat(CNumber.real(Double.toString(number)).map(CNumber::value))
        .isEqualTo(
            Math.abs(number) < Double.MIN_NORMAL && number != 0
                ? Optional.empty()
                : Optional.of(number));
  }

  @Property
  void takes_any_text(@ForAll @StringLength(max = 10) String text) {
    assertThat(CNumber.integer(text)).isNotNull();
    assertThat(CNumber.real(text)).isNotNull();
  }
}
