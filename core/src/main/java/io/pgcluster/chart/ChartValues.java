package io.pgcluster.chart;

import io.pgcluster.PgClusterException;
import io.pgcluster.internal.TextResource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The chart's values: what was given, over what the chart has by default. A path is the keys with
 * dots between, as {@code helm --set} takes it. Immutable.
 */
final class ChartValues {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String SELECTOR = ".nodeSelector";

  private static final class Defaults {
    static final Map<String, String> ALL = read();

    private static Map<String, String> read() {
      Map<String, String> values = new LinkedHashMap<>();
      TextResource.read(ChartValues.class, "values.csv")
          .lines()
          .skip(1)
          .map(line -> line.split(",", 2))
          .forEach(row -> values.put(row[0], row[1]));
      return values;
    }
  }

  private final Map<String, String> given;

  private ChartValues(Map<String, String> given) {
    this.given = given;
  }

  static ChartValues none() {
    return new ChartValues(Map.of());
  }

  /** These with those of a file over them. */
  ChartValues with(String yaml) {
    Map<String, String> all = new TreeMap<>(given);
    try {
      JsonNode root = YAML.readTree(yaml);
      if (root.isObject()) {
        flatten("", root, all);
      } else if (!root.isMissingNode() && !root.isNull()) {
        throw new PgClusterException(
            "values.yaml: is no map of keys; give the values of the 2018 chart");
      }
    } catch (JacksonException e) {
      // Without the parser's words, which quote the text around: it may be a password.
      throw new PgClusterException(
          "values.yaml: line %d is not YAML, or a key stands there twice; correct it"
              .formatted(e.getLocation() == null ? 1 : e.getLocation().getLineNr()));
    }
    return new ChartValues(all);
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    node.properties()
        .forEach(
            entry -> {
              String at = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
              JsonNode value = entry.getValue();
              if (value.isObject()) {
                flatten(at, value, into);
              } else if (value.isArray()) {
                throw new PgClusterException(
                    "values.yaml: %s: is a list, and the chart has none; correct it".formatted(at));
              } else if (!value.isNull()) {
                into.put(at, value.asString());
              }
            });
  }

  /** These with one more. */
  ChartValues with(String path, String value) {
    Map<String, String> all = new TreeMap<>(given);
    all.put(path, value);
    return new ChartValues(all);
  }

  /** A value that is given or has a default. */
  String text(String path) {
    return find(path)
        .orElseThrow(() -> new PgClusterException("values.yaml: %s: is missing".formatted(path)));
  }

  /** A value that is given, or has a default; a blank one is none. */
  Optional<String> find(String path) {
    String value = given.getOrDefault(path, Defaults.ALL.getOrDefault(path, ""));
    return value.isBlank() ? Optional.empty() : Optional.of(value);
  }

  boolean isGiven(String path) {
    return given.containsKey(path);
  }

  /** Labels of nodes that {@code primary} or {@code replica} is bound to. */
  Map<String, String> nodeSelector(String component) {
    Map<String, String> labels = new TreeMap<>();
    String prefix = component + SELECTOR + ".";
    given.forEach(
        (path, value) -> {
          if (path.startsWith(prefix)) {
            labels.put(path.substring(prefix.length()), value);
          }
        });
    return labels;
  }

  /** What the chart does not know, and so has never heeded. */
  void unknown(Findings findings) {
    given.keySet().stream()
        .filter(path -> !Defaults.ALL.containsKey(path))
        .filter(path -> !path.matches("(primary|replica)\\.nodeSelector\\..*"))
        .forEach(
            path ->
                findings.decide(
                    "values.yaml " + path,
                    "is no value of the chart, which ignores it",
                    "left out; if it was meant, say it to the builder"));
  }

  /** Without the values, which may be passwords. */
  @Override
  public String toString() {
    return "ChartValues" + given.keySet();
  }
}
