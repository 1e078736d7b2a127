package io.pgcluster.credential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Names and passwords that break programs: quotes, colons, backslashes, spaces, Unicode of every
 * kind, what SASLprep changes and what it refuses. The same seed gives the same ones, so that a
 * failure can be repeated. Shared with the tests of other modules.
 */
public final class RandomCredentials {

  /** PostgreSQL's longest name, in bytes. */
  public static final int MAX_NAME_BYTES = 63;

  /** A role and its password. */
  public record Credential(String name, String password) {}

  /** Characters that a password or name may draw from, one group at a time. */
  private static final List<int[]> POOLS =
      List.of(
          codePoints("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
          codePoints(":\\'\"` $#%&*?!;,.|/()[]{}<>=+-_~^@"),
          codePoints("\t\u0001\u001b\u007f abc"),
          codePoints("äöüßéèñøåçÄÖÜ€£µªº¼½²³"),
          codePoints("αβγδΩжщюЖ한국中文字漢字かなカナ"),
          // Changed by NFKC: ligature, full width, circled, squared, conjoining and combining ones.
          codePoints("\ufb01\uff21\uff42\u2460\u338f\u337f\uff8a\uff9f\u212b\u1e9b\u0323"),
          codePoints("\u1100\u1161\u11a8\uf900e\u0301o\u0308\u0327"),
          // Mapped to a space or to nothing.
          codePoints("\u00a0\u2003\u200b\u3000\u00ad\u034f\u200d\ufe0f\ufeffab"),
          // Prohibited: non-characters, private use, tags, direction marks, controls.
          codePoints("\ufdd0\ue000\u0340\u200e\u2028\u0085\ufffd\u2ff0ab"),
          new int[] {0xe0001, 0x1fffe, 0x10fffd, 'a', 'b'},
          // Not in Unicode 3.2, or beyond the basic plane.
          new int[] {0x221, 0x20bf, 0x1f600, 0x1f418, 0x1d11e, 0x1d160, 0x20000, 0x10400},
          // Right to left, alone and mixed with digits and Latin letters.
          codePoints("\u05d0\u05d1\u05d2\u05e9\u05dc\u0627\u0628\u062a\ufb1d"),
          codePoints("\u05d0\u05d1ab1-"));

  private final Random random;

  private RandomCredentials(long seed) {
    this.random = new Random(seed);
  }

  /** A generator that gives the same values for the same seed. */
  public static RandomCredentials seeded(long seed) {
    return new RandomCredentials(seed);
  }

  /** Pairs whose names differ from each other even when backslashes are taken away. */
  public List<Credential> pairs(int count, int maxPasswordBytes) {
    Set<String> seen = new HashSet<>();
    List<Credential> pairs = new ArrayList<>();
    while (pairs.size() < count) {
      String name = name();
      if (seen.add(name.replace("\\", ""))) {
        pairs.add(new Credential(name, password(maxPasswordBytes)));
      }
    }
    return pairs;
  }

  /** A name of a role: 1 to 63 bytes, not reserved by PostgreSQL, on one line. */
  public String name() {
    String name = text(MAX_NAME_BYTES);
    return name.startsWith("pg_") || name.equals("public") || name.equals("none") ? "x" : name;
  }

  /** A password of 1 to so many bytes (at least 4 are allowed), on one line. */
  public String password(int maxBytes) {
    return text(maxBytes);
  }

  private String text(int maxBytes) {
    int[] first = POOLS.get(random.nextInt(POOLS.size()));
    int[] second = POOLS.get(random.nextInt(POOLS.size()));
    // Mostly short, sometimes up to the limit.
    int most = random.nextInt(4) == 0 ? maxBytes : Math.min(maxBytes, 16);
    int wanted = Math.max(4, 1 + random.nextInt(most));
    StringBuilder text = new StringBuilder();
    int bytes = 0;
    while (true) {
      int[] pool = random.nextInt(3) == 0 ? second : first;
      String next = Character.toString(pool[random.nextInt(pool.length)]);
      bytes += next.getBytes(StandardCharsets.UTF_8).length;
      if (bytes > wanted || (text.length() > 0 && random.nextInt(wanted) == 0)) {
        return text.toString();
      }
      text.append(next);
    }
  }

  private static int[] codePoints(String text) {
    return text.codePoints().toArray();
  }
}
