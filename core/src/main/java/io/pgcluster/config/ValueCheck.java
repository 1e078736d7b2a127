package io.pgcluster.config;

import io.pgcluster.Violation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Whether a value is one of its parameter's, by PostgreSQL's rules, which pgpool took over. */
final class ValueCheck {
  private static final String NOT_SHOWN = "?";

  private ValueCheck() {}

  static Optional<String> problem(Parameter parameter, String value) {
    return switch (parameter.type()) {
      case BOOL ->
          isBool(value)
              ? Optional.empty()
              : Optional.of(Violation.shown(value) + " is neither on nor off; take one of them");
      case ENUM -> ofEnum(parameter, value);
      case INTEGER, REAL -> ofNumber(parameter, value);
      case STRING -> Optional.empty();
    };
  }

  /** on, off, true, false, yes, no, 1, 0, and what begins only one of them. */
  static boolean isBool(String value) {
    return isPrefix(value, "true", 1)
        || isPrefix(value, "false", 1)
        || isPrefix(value, "yes", 1)
        || isPrefix(value, "no", 1)
        || isPrefix(value, "on", 2)
        || isPrefix(value, "off", 2)
        || value.equals("1")
        || value.equals("0");
  }

  private static boolean isPrefix(String value, String word, int atLeast) {
    return value.length() >= atLeast && word.regionMatches(true, 0, value, 0, value.length());
  }

  private static Optional<String> ofEnum(Parameter parameter, String value) {
    boolean known = parameter.values().stream().anyMatch(value::equalsIgnoreCase);
    if (known && !value.equals(NOT_SHOWN)) {
      return Optional.empty();
    }
    String shown =
        parameter.values().stream()
            .takeWhile(v -> !v.equals(NOT_SHOWN))
            .map(v -> v.isEmpty() ? "''" : v)
            .collect(Collectors.joining(", "));
    return Optional.of("%s is none of %s".formatted(Violation.shown(value), shown));
  }

  private static Optional<String> ofNumber(Parameter parameter, String value) {
    boolean whole = parameter.type() == Parameter.Type.INTEGER;
    Optional<CNumber> number = whole ? CNumber.integer(value) : CNumber.real(value);
    OptionalDouble counted =
        number.isPresent() ? counted(number.get(), parameter.unit()) : OptionalDouble.empty();
    if (counted.isEmpty()) {
      return Optional.of(noNumber(parameter, value));
    }
    double amount = whole ? Math.rint(counted.getAsDouble()) : counted.getAsDouble();
    double least = Double.parseDouble(parameter.min());
    double greatest = Double.parseDouble(parameter.max());
    // The greatest long is rounded up on the way, and pgpool then takes it for the least one.
    return amount >= least && amount <= greatest && (!whole || amount < 0x1p63)
        ? Optional.empty()
        : Optional.of(
            "%s is outside %s to %s%s"
                .formatted(
                    Violation.shown(value), parameter.min(), parameter.max(), inUnit(parameter)));
  }

  private static OptionalDouble counted(CNumber number, String unit) {
    if (number.rest().isEmpty()) {
      return OptionalDouble.of(number.value());
    }
    return unit.isEmpty()
        ? OptionalDouble.empty()
        : Unit.convert(number.value(), number.rest(), unit);
  }

  /** That a value is no number of its parameter's. */
  static String noNumber(Parameter parameter, String value) {
    boolean whole = parameter.type() == Parameter.Type.INTEGER;
    String shown = Violation.shown(value);
    if (parameter.unit().isEmpty()) {
      return "%s is no %s; take one of %s to %s, without a unit"
          .formatted(shown, whole ? "whole number" : "number", parameter.min(), parameter.max());
    }
    List<String> kind =
        Unit.isMemory(parameter.unit())
            ? List.of("amount of memory", "B, kB, MB, GB or TB")
            : List.of("time", "us, ms, s, min, h or d");
    return "%s is no %s; take a number and %s, spelled like this; without a unit it counts %s"
        .formatted(shown, kind.get(0), kind.get(1), parameter.unit());
  }

  private static String inUnit(Parameter parameter) {
    if (parameter.unit().isEmpty()) {
      return "";
    }
    return parameter.unit().startsWith("8") ? " times " + parameter.unit() : " " + parameter.unit();
  }
}
