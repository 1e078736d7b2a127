package io.pgcluster.spec;

import io.pgcluster.Violation;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Kubernetes quantities ({@code 500m}, {@code 1Gi}) as text: their syntax and their amount. */
final class QuantityText {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(Ki|Mi|Gi|Ti|Pi|Ei|m|k|M|G|T|P|E)?");

  private static final Map<String, BigDecimal> UNITS =
      Map.ofEntries(
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", BigDecimal.TEN.pow(3)),
          Map.entry("M", BigDecimal.TEN.pow(6)),
          Map.entry("G", BigDecimal.TEN.pow(9)),
          Map.entry("T", BigDecimal.TEN.pow(12)),
          Map.entry("P", BigDecimal.TEN.pow(15)),
          Map.entry("E", BigDecimal.TEN.pow(18)),
          Map.entry("Ki", BigDecimal.valueOf(2).pow(10)),
          Map.entry("Mi", BigDecimal.valueOf(2).pow(20)),
          Map.entry("Gi", BigDecimal.valueOf(2).pow(30)),
          Map.entry("Ti", BigDecimal.valueOf(2).pow(40)),
          Map.entry("Pi", BigDecimal.valueOf(2).pow(50)),
          Map.entry("Ei", BigDecimal.valueOf(2).pow(60)));

  private QuantityText() {}

  /** The amount in the resource's base unit (bytes, cores, pieces); empty when malformed. */
  static Optional<BigDecimal> amount(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(form.group(1));
    String unit = form.group(2);
    return Optional.of(
        unit == null ? number : number.multiply(UNITS.getOrDefault(unit, BigDecimal.ONE)));
  }

  /** What is wrong with the quantity of a resource; empty when nothing is. */
  static Optional<String> problem(String resource, String text) {
    Optional<BigDecimal> amount = amount(text);
    if (amount.isEmpty()) {
      return Optional.of(
          "%s is not a quantity; write a number and a unit, such as %s"
              .formatted(Violation.shown(text), isBytes(resource) ? "512Mi" : "500m"));
    }
    if (isBytes(resource)) {
      return bytesProblem(text);
    }
    if (amount.get().signum() <= 0) {
      return Optional.of("is zero; leave it out, or give more than 0");
    }
    if (resource.equals("cpu") && text.endsWith("i")) {
      return Optional.of(
          "%s has a unit of memory; give cores, such as 2 or 500m"
              .formatted(Violation.shown(text)));
    }
    return Optional.empty();
  }

  private static Optional<String> bytesProblem(String text) {
    if (text.endsWith("m")) {
      return Optional.of(
          "%s is in thousandths of a byte; write Mi for mebibytes"
              .formatted(Violation.shown(text)));
    }
    if (Character.isDigit(text.charAt(text.length() - 1))) {
      return Optional.of(
          "%s has no unit; write Mi or Gi behind the number".formatted(Violation.shown(text)));
    }
    if (amount(text).orElse(BigDecimal.ZERO).signum() <= 0) {
      return Optional.of("is zero; leave it out, or give more than 0");
    }
    return Optional.empty();
  }

  private static boolean isBytes(String resource) {
    return resource.equals("memory")
        || resource.equals("ephemeral-storage")
        || resource.startsWith("hugepages-");
  }
}
