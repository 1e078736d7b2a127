package io.pgcluster.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A unit that numbers can have in both programs, with its size in the smallest of its kind. */
record Unit(String name, double size) {
  private static final List<Unit> MEMORY =
      List.of(
          new Unit("TB", 1099511627776.0),
          new Unit("GB", 1073741824.0),
          new Unit("MB", 1048576.0),
          new Unit("kB", 1024.0),
          new Unit("B", 1.0));

  private static final List<Unit> TIME =
      List.of(
          new Unit("d", 86400000000.0),
          new Unit("h", 3600000000.0),
          new Unit("min", 60000000.0),
          new Unit("s", 1000000.0),
          new Unit("ms", 1000.0),
          new Unit("us", 1.0));

  /** What PostgreSQL counts pages in. */
  private static final Unit PAGE = new Unit("8kB", 8192.0);

  /** Whether a parameter that counts this unit is an amount of memory; else it is a time. */
  static boolean isMemory(String base) {
    return base.endsWith("B");
  }

  /**
   * A number with a unit, in the unit that a parameter counts. A fraction is rounded to whole ones
   * of the next smaller unit, as the programs do.
   *
   * @param value the number
   * @param unit its unit, maybe with white space behind
   * @param base what the parameter counts
   * @return nothing if the unit is not known
   */
  static OptionalDouble convert(double value, String unit, String base) {
    List<Unit> units = isMemory(base) ? MEMORY : TIME;
    double size = base.equals(PAGE.name()) ? PAGE.size() : find(units, base).orElseThrow().size();
    String name = withoutSpaceBehind(unit);
    for (int i = 0; i < units.size(); i++) {
      if (units.get(i).name().equals(name)) {
        double converted = value * (units.get(i).size() / size);
        if (i + 1 < units.size()) {
          double next = units.get(i + 1).size() / size;
          converted = Math.rint(converted / next) * next;
        }
        return OptionalDouble.of(converted);
      }
    }
    return OptionalDouble.empty();
  }

  private static String withoutSpaceBehind(String unit) {
    int end = unit.length();
    while (end > 0 && CNumber.isSpace(unit.charAt(end - 1))) {
      end--;
    }
    return unit.substring(0, end);
  }

  private static Optional<Unit> find(List<Unit> units, String name) {
    return units.stream().filter(u -> u.name().equals(name)).findFirst();
  }
}
