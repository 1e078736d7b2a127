package io.pgcluster.kubernetes;

import io.pgcluster.config.ParameterText;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.ParameterChanges;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** What changes in the files that a ConfigMap holds. */
final class ConfigFiles {
  static final String POSTGRES = "postgresql.conf";
  static final String PGPOOL = "pgpool.conf";

  /** Follows from all the others. */
  static final String FINGERPRINT = "pgcluster.configuration";

  private final PgCluster cluster;

  ConfigFiles(PgCluster cluster) {
    this.cluster = cluster;
  }

  /** By file: a field for each parameter, rule or line. */
  List<FieldChange> between(JsonNode before, JsonNode after) {
    List<FieldChange> fields = new ArrayList<>();
    Set<String> files = new TreeSet<>(before.propertyNames());
    files.addAll(after.propertyNames());
    for (String file : files) {
      String was = before.path(file).asString("");
      String is = after.path(file).asString("");
      if (!was.equals(is)) {
        fields.addAll(file(file, was, is));
      }
    }
    return fields;
  }

  private List<FieldChange> file(String file, String was, String is) {
    if (file.equals(POSTGRES)) {
      return parameters(file, postgres(was, is), was, is);
    }
    if (file.equals(PGPOOL)) {
      return parameters(file, pgpool(was, is), was, is);
    }
    return file.endsWith(".sh") ? List.of(FieldChange.hidden(file)) : lines(file, was, is);
  }

  ParameterChanges postgres(String was, String is) {
    return ParameterChanges.postgres(cluster.postgres().version(), described(was), described(is));
  }

  ParameterChanges pgpool(String was, String is) {
    return ParameterChanges.pgpool(
        cluster.router().version(), ParameterText.read(was), ParameterText.read(is));
  }

  private static SortedMap<String, String> described(String text) {
    TreeMap<String, String> parameters = new TreeMap<>(ParameterText.read(text));
    parameters.remove(FINGERPRINT);
    return parameters;
  }

  private static List<FieldChange> parameters(
      String file, ParameterChanges changes, String was, String is) {
    List<FieldChange> fields =
        changes.fields().stream()
            .map(f -> new FieldChange(file + " " + f.path(), f.before(), f.after()))
            .toList();
    boolean other =
        fields.isEmpty()
            && Objects.equals(
                ParameterText.read(was).get(FINGERPRINT), ParameterText.read(is).get(FINGERPRINT));
    return other ? List.of(FieldChange.hidden(file)) : fields;
  }

  private static List<FieldChange> lines(String file, String was, String is) {
    Map<String, Integer> count = new TreeMap<>();
    List<String> before = was.lines().toList();
    List<String> after = is.lines().toList();
    before.forEach(line -> count.merge(line, 1, Integer::sum));
    after.forEach(line -> count.merge(line, -1, Integer::sum));
    List<FieldChange> fields = new ArrayList<>();
    before.stream()
        .filter(line -> count.getOrDefault(line, 0) > 0)
        .forEach(line -> fields.add(FieldChange.removed(file, line)));
    after.stream()
        .filter(line -> count.getOrDefault(line, 0) < 0)
        .forEach(line -> fields.add(FieldChange.added(file, line)));
    return fields.isEmpty() ? List.of(FieldChange.hidden(file)) : fields;
  }
}
