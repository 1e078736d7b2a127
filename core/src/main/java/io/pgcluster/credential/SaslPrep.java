package io.pgcluster.credential;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * SASLprep as PostgreSQL does it (src/common/saslprep.c, the same in 10 to 18), which is not quite
 * RFC 4013:
 *
 * <ul>
 *   <li>a password of ASCII alone is taken as it is, control characters included;
 *   <li>prohibited, unassigned and bidirectional characters are looked for in the text
 *       <em>before</em> normalization;
 *   <li>a password that is refused, or is not UTF-8, is not an error: its raw bytes are used.
 * </ul>
 *
 * <p>Normalization is the JDK's. It uses a newer Unicode than 3.2, but what 3.2 assigns is
 * normalized the same ever since, and what it does not assign is refused before.
 */
final class SaslPrep {

  private SaslPrep() {}

  /** The prepared bytes, or a copy of the given ones where PostgreSQL falls back to them. */
  static byte[] prepare(byte[] password) {
    if (isAscii(password)) {
      return password.clone();
    }
    CharBuffer decoded;
    try {
      decoded = Utf8.decodeChars(password);
    } catch (CharacterCodingException e) {
      return password.clone();
    }
    int[] mapped = map(decoded.codePoints());
    Arrays.fill(decoded.array(), '\0');
    byte[] result = isAllowed(mapped) ? normalize(mapped) : password.clone();
    Arrays.fill(mapped, 0);
    return result;
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  private static int[] map(IntStream codePoints) {
    return codePoints
        .map(c -> StringPrepTable.MAPPED_TO_SPACE.contains(c) ? ' ' : c)
        .filter(c -> !StringPrepTable.MAPPED_TO_NOTHING.contains(c))
        .toArray();
  }

  private static boolean isAllowed(int[] text) {
    return text.length > 0
        && Arrays.stream(text)
            .noneMatch(
                c ->
                    StringPrepTable.PROHIBITED.contains(c)
                        || StringPrepTable.UNASSIGNED.contains(c))
        && isBidirectionallySound(text);
  }

  /**
   * RFC 3454, section 6: text with right-to-left characters has no others and starts and ends so.
   */
  private static boolean isBidirectionallySound(int[] text) {
    if (Arrays.stream(text).noneMatch(StringPrepTable.RIGHT_TO_LEFT::contains)) {
      return true;
    }
    return Arrays.stream(text).noneMatch(StringPrepTable.LEFT_TO_RIGHT::contains)
        && StringPrepTable.RIGHT_TO_LEFT.contains(text[0])
        && StringPrepTable.RIGHT_TO_LEFT.contains(text[text.length - 1]);
  }

  private static byte[] normalize(int[] text) {
    char[] chars = new char[2 * text.length];
    int length = 0;
    for (int codePoint : text) {
      length += Character.toChars(codePoint, chars, length);
    }
    // The JDK gives the normalized form as a String, which cannot be wiped.
    String normalized =
        Normalizer.normalize(CharBuffer.wrap(chars, 0, length), Normalizer.Form.NFKC);
    Arrays.fill(chars, '\0');
    return Utf8.encode("password", normalized);
  }
}
