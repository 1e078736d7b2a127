package io.pgcluster.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The rows of a catalogue's file, which hold for one version or several in a row. */
final class ParameterTable {
  private final String text;
  private final List<String> versions;

  /**
   * @param text the file, with a heading
   * @param versions all versions, oldest first
   */
  ParameterTable(String text, List<String> versions) {
    this.text = text;
    this.versions = versions;
  }

  List<String> versions() {
    return versions;
  }

  /** What one version has, by name. */
  Map<String, Parameter> of(String version) {
    int number = versions.indexOf(version);
    Map<String, Parameter> parameters = new HashMap<>(1024);
    rows(
        row -> {
          Range range = range(row);
          if (range.first() <= number && number <= range.last()) {
            Parameter parameter = parameter(row);
            parameters.put(parameter.name(), parameter);
          }
        });
    return parameters;
  }

  /** The first and the last version that know a name, by their places in the list. */
  record Range(int first, int last) {}

  /** Where a name is known; an empty range if nowhere. */
  Range known(String name) {
    List<Range> ranges = new ArrayList<>();
    rows(
        row -> {
          if (row.startsWith(name + ",")) {
            ranges.add(range(row));
          }
        });
    return ranges.isEmpty()
        ? new Range(0, -1)
        : new Range(ranges.get(0).first(), ranges.get(ranges.size() - 1).last());
  }

  private void rows(Consumer<String> reader) {
    int start = text.indexOf('\n') + 1;
    for (int end = text.indexOf('\n', start); end > 0; end = text.indexOf('\n', start)) {
      reader.accept(text.substring(start, end));
      start = end + 1;
    }
  }

  private Range range(String row) {
    int start = row.indexOf(',') + 1;
    String range = row.substring(start, row.indexOf(',', start));
    int dash = range.indexOf('-');
    return dash < 0
        ? new Range(versions.indexOf(range), versions.indexOf(range))
        : new Range(
            versions.indexOf(range.substring(0, dash)),
            versions.indexOf(range.substring(dash + 1)));
  }

  private static Parameter parameter(String row) {
    List<String> fields = fields(row, ',');
    List<String> values = fields.get(7).isEmpty() ? List.of() : fields(fields.get(7), '|');
    return new Parameter(
        fields.get(0),
        Parameter.Type.of(fields.get(2)),
        fields.get(3),
        fields.get(4),
        fields.get(5),
        fields.get(6),
        values,
        fields.size() > 8 ? fields.get(8) : "");
  }

  private static List<String> fields(String row, char separator) {
    List<String> fields = new ArrayList<>(10);
    int start = 0;
    for (int end = row.indexOf(separator); end >= 0; end = row.indexOf(separator, start)) {
      fields.add(row.substring(start, end));
      start = end + 1;
    }
    fields.add(row.substring(start));
    return fields;
  }
}
