package io.pgcluster.config;

import java.math.BigInteger;
import java.util.Optional;

/**
 * A number at the beginning of a text, as C's {@code strtol} and {@code strtod} read it: both
 * PostgreSQL and pgpool leave it to them.
 *
 * @param value the number; may be infinite
 * @param rest what stands behind, without leading white space
 */
record CNumber(double value, String rest) {

  /** As {@code parse_int}: hex and octal too, and a fraction or an exponent makes it a float. */
  static Optional<CNumber> integer(String text) {
    int start = skipSpace(text, 0);
    int digits = skipSign(text, start);
    int base = 10;
    if (isHex(text, digits, 2)) {
      base = 16;
      digits += 2;
    } else if (at(text, digits) == '0') {
      base = 8;
    }
    int end = skipDigits(text, digits, base);
    if (end == digits) {
      // Nothing was read, so C looks at the very first character.
      return at(text, 0) == '.' ? real(text) : Optional.empty();
    }
    BigInteger value = new BigInteger(text.substring(digits, end), base);
    if ("eE.".indexOf(at(text, end)) >= 0 || value.bitLength() > 63) {
      return real(text);
    }
    boolean negative = at(text, start) == '-';
    return Optional.of(
        new CNumber((negative ? value.negate() : value).doubleValue(), rest(text, end)));
  }

  /** As {@code strtod}, without what is not a number and what a double cannot hold. */
  static Optional<CNumber> real(String text) {
    int start = skipSpace(text, 0);
    int digits = skipSign(text, start);
    boolean negative = at(text, start) == '-';
    for (String word : new String[] {"infinity", "inf"}) {
      if (text.regionMatches(true, digits, word, 0, word.length())) {
        double infinity = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        return Optional.of(new CNumber(infinity, rest(text, digits + word.length())));
      }
    }
    boolean hex = isHex(text, digits, at(text, digits + 2) == '.' ? 3 : 2);
    int end = hex ? mantissa(text, digits + 2, 16) : mantissa(text, digits, 10);
    if (end < 0) {
      return Optional.empty();
    }
    int exponent = exponent(text, end, hex ? 'p' : 'e');
    String number = text.substring(digits, exponent);
    double value = Double.parseDouble(hex && exponent == end ? number + "p0" : number);
    boolean zero = isZero(text.substring(hex ? digits + 2 : digits, end));
    if (Double.isInfinite(value) || (value < Double.MIN_NORMAL && !zero)) {
      return Optional.empty();
    }
    return Optional.of(new CNumber(negative ? -value : value, rest(text, exponent)));
  }

  /** Behind digits with at most one point among them; negative if there is no digit. */
  private static int mantissa(String text, int start, int base) {
    int end = skipDigits(text, start, base);
    if (at(text, end) != '.') {
      return end == start ? -1 : end;
    }
    int fraction = skipDigits(text, end + 1, base);
    return end == start && fraction == end + 1 ? -1 : fraction;
  }

  private static int exponent(String text, int start, char letter) {
    if (Character.toLowerCase(at(text, start)) != letter) {
      return start;
    }
    int digits = skipSign(text, start + 1);
    int end = skipDigits(text, digits, 10);
    return end == digits ? start : end;
  }

  private static boolean isZero(String mantissa) {
    return mantissa.chars().allMatch(c -> c == '0' || c == '.');
  }

  /** 0x counts only with a digit behind it; in a float a point may be between. */
  private static boolean isHex(String text, int start, int digit) {
    return at(text, start) == '0'
        && Character.toLowerCase(at(text, start + 1)) == 'x'
        && skipDigits(text, start + digit, 16) > start + digit;
  }

  private static int skipDigits(String text, int start, int base) {
    int end = start;
    while (at(text, end) < 128 && Character.digit(at(text, end), base) >= 0) {
      end++;
    }
    return end;
  }

  private static int skipSign(String text, int start) {
    return at(text, start) == '-' || at(text, start) == '+' ? start + 1 : start;
  }

  private static int skipSpace(String text, int start) {
    int end = start;
    while (isSpace(at(text, end))) {
      end++;
    }
    return end;
  }

  static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static String rest(String text, int end) {
    return text.substring(skipSpace(text, end));
  }

  /** C's strings end with a NUL. */
  private static char at(String text, int index) {
    return index < text.length() ? text.charAt(index) : '\0';
  }
}
