package io.pgcluster.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QuantityTextTest {

  @Provide
  Arbitrary<String> quantities() {
    Arbitrary<String> numbers =
        Arbitraries.bigDecimals()
            .between(BigDecimal.ZERO, new BigDecimal("99999999"))
            .ofScale(3)
            .map(BigDecimal::toPlainString);
    return Combinators.combine(
            numbers,
            Arbitraries.of("", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi"))
        .as(String::concat);
  }

  @Property
  void amounts_are_those_of_kubernetes(@ForAll("quantities") String text) {
    assertThat(QuantityText.amount(text))
        .hasValueSatisfying(
            amount ->
                assertThat(amount).isEqualByComparingTo(Quantity.parse(text).getNumericalAmount()));
  }

  @Property
  void any_text_is_a_quantity_or_a_problem(@ForAll String text) {
    assertThat(QuantityText.amount(text).isPresent() || QuantityText.problem("x", text).isPresent())
        .isTrue();
  }
}
