package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import java.util.Optional;

/** What no configuration file can hold. */
final class ConfigText {
  private ConfigText() {}

  /** What makes a text impossible in any of the files, if it is. */
  static Optional<String> problem(String text) {
    if (text.indexOf('\0') >= 0) {
      return Optional.of("has a NUL character, which no configuration can hold; leave it out");
    }
    return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)
        ? Optional.of("has an unpaired surrogate, which is no character; leave it out")
        : Optional.empty();
  }

  /** Refuses a text; {@code what} names the file and the field. */
  static void require(String what, Optional<String> problem) {
    if (problem.isPresent()) {
      throw new PgClusterException(what + " " + problem.get());
    }
  }

  /** A letter or an underscore, then letters, digits and underscores; all of ASCII. */
  static boolean isIdentifier(String name) {
    return !name.isEmpty()
        && !isDigit(name.charAt(0))
        && name.chars().allMatch(c -> isLetter(c) || isDigit(c));
  }

  static String shown(String file, String name) {
    return file + ": the parameter " + Violation.shown(name);
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
