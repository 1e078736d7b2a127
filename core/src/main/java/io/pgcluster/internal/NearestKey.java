package io.pgcluster.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The known key that an unknown one was probably meant to be.
 *
 * @since 0.1
 */
public final class NearestKey {
  private NearestKey() {}

  /**
   * The key that differs least.
   *
   * @param unknown any text
   * @param known the keys there are
   * @return nothing if none is near
   */
  public static Optional<String> of(String unknown, Collection<String> known) {
    String wanted = unknown.toLowerCase(Locale.ROOT);
    int limit = Math.max(2, wanted.length() / 3);
    return known.stream()
        .filter(key -> distance(wanted, key.toLowerCase(Locale.ROOT)) <= limit)
        .min(
            Comparator.<String>comparingInt(key -> distance(wanted, key.toLowerCase(Locale.ROOT)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein's distance, with texts cut so that a hostile key costs nothing. */
  static int distance(String left, String right) {
    String a = left.substring(0, Math.min(left.length(), 64));
    int[] costs = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      costs[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = costs[0];
      costs[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = costs[j];
        costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
      }
    }
    return costs[right.length()];
  }
}
