package io.pgcluster.yaml;

import io.pgcluster.internal.NearestKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all maps with fixed keys have in common: unknown and missing keys. */
final class Keyed {
  private Keyed() {}

  /** The keys of a node; reports unknown and missing ones. */
  static Optional<Map<String, Node>> read(
      Node node, Report report, Collection<String> known, List<String> required) {
    if (!(node instanceof Node.Keys keys)) {
      return Shape.wrong(
          node, report, "a map with keys such as " + String.join(", ", first(known)));
    }
    keys.values()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                unknown(value.place(), key, report, known);
              }
            });
    boolean complete = true;
    for (String key : required) {
      if (!keys.values().containsKey(key)) {
        report.add(keys.place().key(key), keys.place().line(), "is missing; give it");
        complete = false;
      }
    }
    return complete ? Optional.of(keys.values()) : Optional.empty();
  }

  private static void unknown(Place at, String key, Report report, Collection<String> known) {
    report.add(
        at,
        NearestKey.of(key, known)
            .map(near -> "is not a key; did you mean %s?".formatted(near))
            .orElseGet(
                () -> "is not a key; known here are %s".formatted(String.join(", ", known))));
  }

  private static List<String> first(Collection<String> known) {
    return known.stream().limit(3).toList();
  }
}
