package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import java.math.BigInteger;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  @Property
  void reads_what_it_prints(@ForAll long value) {
    Lsn position = new Lsn(value);

    assertThat(Lsn.parse(position.toString())).isEqualTo(position);
    assertThat(Lsn.parse(position.toString().toLowerCase(Locale.ROOT))).isEqualTo(position);
  }

  @Property
  void is_ordered_as_the_log_is(@ForAll long one, @ForAll long other) {
    int order = unsigned(one).compareTo(unsigned(other));

    assertThat(Integer.signum(new Lsn(one).compareTo(new Lsn(other)))).isEqualTo(order);
    assertThat(new Lsn(one).reaches(new Lsn(other))).isEqualTo(order >= 0);
    assertThat(new Lsn(one).reaches(Lsn.NONE)).isTrue();
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  @Property
  void has_the_high_half_before_the_slash(
      @ForAll @LongRange(max = 0xFFFFFFFFL) long high,
      @ForAll @LongRange(max = 0xFFFFFFFFL) long low) {
    assertThat(new Lsn(high << 32 | low)).hasToString("%X/%X".formatted(high, low));
  }

  @Test
  void prints_as_the_server_does() {
    assertThat(Lsn.parse("16/B374D848").value()).isEqualTo(0x16_B374_D848L);
    assertThat(new Lsn(0x16_B374_D848L)).hasToString("16/B374D848");
    assertThat(Lsn.NONE).hasToString("0/0").isEqualTo(Lsn.parse("0/0"));
    assertThat(Lsn.parse("FFFFFFFF/FFFFFFFF").value()).isEqualTo(-1);
    assertThat(Lsn.parse("0000000A/0000000b")).isEqualTo(Lsn.parse("A/B"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "1",
        "1/",
        "/1",
        "1/2/3",
        "g/0",
        "-1/0",
        "+1/0",
        " 1/0",
        "1/0\n",
        "123456789/0",
        "0/123456789",
        "0x1/0",
        "1:0"
      })
  void refuses_what_is_no_position(String text) {
    assertThatThrownBy(() -> Lsn.parse(text))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("is no position in the write-ahead log")
        .hasMessageContaining("16/B374D848");
  }
}
