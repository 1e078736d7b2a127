package io.pgcluster.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestKeyTest {
  private static final List<String> KEYS = List.of("name", "nodePort", "type");

  @Test
  void finds_the_key_that_was_meant() {
    assertThat(NearestKey.of("nmae", KEYS)).contains("name");
    assertThat(NearestKey.of("nodeport", KEYS)).contains("nodePort");
    assertThat(NearestKey.of("somethingElse", KEYS)).isEmpty();
  }

  @Property
  void distance_is_a_metric(
      @ForAll @AlphaChars @StringLength(max = 12) String a,
      @ForAll @AlphaChars @StringLength(max = 12) String b,
      @ForAll @AlphaChars @StringLength(max = 12) String c) {
    assertThat(NearestKey.distance(a, b)).isEqualTo(NearestKey.distance(b, a));
    assertThat(NearestKey.distance(a, b) == 0).isEqualTo(a.equals(b));
    assertThat(NearestKey.distance(a, c))
        .isLessThanOrEqualTo(NearestKey.distance(a, b) + NearestKey.distance(b, c));
  }
}
