package io.pgcluster.config;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitTest {

  @ParameterizedTest
  @CsvSource({
    "1, kB, kB, 1",
    "1, MB, kB, 1024",
    "2, TB, MB, 2097152",
    "1024, B, kB, 1",
    "8, kB, 8kB, 1",
    "1, GB, 8kB, 131072",
    "1, min, s, 60",
    "1500, ms, s, 1.5",
    "1, d, ms, 86400000",
    "250, us, ms, 0.25",
    "30, s, min, 0.5",
    "1, 'h  ', min, 60",
  })
  void converts(double value, String unit, String base, double expected) {
    assertThat(Unit.convert(value, unit, base)).hasValue(expected);
  }

  @Test
  void rounds_a_fraction_to_the_next_smaller_unit() {
    assertThat(Unit.convert(30.1, "GB", "kB")).hasValue(30822 * 1024.0);
    assertThat(Unit.convert(0.0001, "min", "s")).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KB", "kb", "mb", "b", "x", "", "k B", "PB", "ms", "8kB", "kB\u2003"})
  void knows_no_other_unit_of_memory(String unit) {
    assertThat(Unit.convert(1, unit, "kB")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"S", "sec", "Min", "m", "D", "hour", "kB"})
  void knows_no_other_unit_of_time(String unit) {
    assertThat(Unit.convert(1, unit, "ms")).isEmpty();
  }

  @Property
  void whole_numbers_stay_exact(@ForAll @IntRange(max = 2000000) int number) {
    assertThat(Unit.convert(number, "MB", "kB")).hasValue(number * 1024.0);
    assertThat(Unit.convert(number, "min", "ms")).hasValue(number * 60000.0);
    assertThat(Unit.convert(number * 8192.0, "B", "8kB")).hasValue(number);
  }
}
