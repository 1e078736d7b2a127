package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPrepTest {

  @ParameterizedTest
  @CsvSource({
    "I\u00adX, IX", // RFC 4013, example 1: soft hyphen to nothing
    "user, user", // example 2
    "USER, USER", // example 3
    "\u00aa, a", // example 4: NFKC
    "\u2168, IX", // example 5: NFKC, the same as the first
    "a\u00a0b, a b", // no-break space to space
    "a\u200bb, a b", // in both B.1 and C.1.2: PostgreSQL looks for spaces first
    "\ufb01n, fin",
    "A\u030a, \u00c5",
    "\u212b, \u00c5",
    "\u1100\u1161\u11a8, \uac01",
    "\u05d0\u05d1, \u05d0\u05d1",
    "\u06271\u0628, \u06271\u0628", // a digit between right-to-left characters
  })
  void prepares(String password, String prepared) {
    assertThat(prepare(password)).isEqualTo(prepared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0007", // RFC 4013, example 6, but ASCII alone is never refused
        "\u06271", // example 7: does not end right to left
        "1\u0627",
        "\u0627a\u0628", // mixes directions
        "\u00ad\u200d", // nothing is left
        "\ufb01\ue000", // private use: the ligature stays
        "\u00aa\u0221", // not assigned in Unicode 3.2
        "\u00aa\u0085", // a control that is not ASCII
        "\u00aa\u0007", // an ASCII control beside other characters
        "\u00aa\u200e",
        "\u00aa\ufdd0",
      })
  void falls_back_to_the_raw_password(String password) {
    assertThat(prepare(password)).isEqualTo(password);
  }

  @Test
  void looks_for_directions_before_normalizing() {
    // U+2135 (alef symbol) is neither left to right nor right to left, but becomes U+05D0, which
    // is.
    assertThat(prepare("a\u2135")).isEqualTo("a\u05d0");
  }

  @Test
  void falls_back_to_bytes_that_are_not_utf8() {
    byte[] latin1 = "pässword".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(SaslPrep.prepare(latin1)).isEqualTo(latin1);
    byte[] surrogate = {'a', (byte) 0xed, (byte) 0xa0, (byte) 0x80};
    assertThat(SaslPrep.prepare(surrogate)).isEqualTo(surrogate);
    byte[] overlong = {'a', (byte) 0xc0, (byte) 0xaf};
    assertThat(SaslPrep.prepare(overlong)).isEqualTo(overlong);
  }

  @Property
  void leaves_ascii_alone(@ForAll byte[] bytes) {
    byte[] ascii = bytes.clone();
    for (int i = 0; i < ascii.length; i++) {
      ascii[i] &= 0x7f;
    }
    assertThat(SaslPrep.prepare(ascii)).isEqualTo(ascii);
  }

  @Property
  void takes_any_bytes(@ForAll byte[] bytes) {
    assertThat(SaslPrep.prepare(bytes)).isEqualTo(SaslPrep.prepare(bytes.clone()));
  }

  @Test
  void tables_have_the_sizes_of_rfc_3454() {
    assertThat(count(StringPrepTable.MAPPED_TO_SPACE)).isEqualTo(17);
    assertThat(count(StringPrepTable.MAPPED_TO_NOTHING)).isEqualTo(27);
    // All but Unicode 3.2's 95,221 characters, private use, surrogates and non-characters.
    assertThat(count(StringPrepTable.UNASSIGNED))
        .isEqualTo(0x110000 - 95_221 - 137_468 - 2_048 - 66);
  }

  private static long count(StringPrepTable table) {
    return IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(table::contains).count();
  }

  private static String prepare(String password) {
    return new String(
        SaslPrep.prepare(password.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }
}
