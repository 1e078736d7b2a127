package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.manifest.Annotations;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which fields of an object differ, in words for people; of Secrets only the keys. */
final class ObjectFields {
  private static final List<String> FINGERPRINTS =
      List.of(Annotations.CONFIGURATION, Annotations.PROCESS);
  private static final List<String> OF_THE_SERVER =
      List.of(
          "managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink");

  private final StoredSpec stored;
  private final ConfigFiles files;

  ObjectFields(PgCluster cluster, StoredSpec stored) {
    this.stored = stored;
    this.files = new ConfigFiles(cluster);
  }

  /**
   * A field and where the API keeps it.
   *
   * @param change for people
   * @param path as in {@code managedFields}
   */
  record Field(FieldChange change, String path) {}

  /** What writing would change; status and what the server itself keeps do not count. */
  List<Field> between(JsonNode before, JsonNode after) {
    ObjectNode was = stripped(before);
    ObjectNode is = stripped(after);
    List<Field> fields = new ArrayList<>();
    if (isSecret(after)) {
      secret(was.path("data"), is.path("data")).forEach(fields::add);
      was.remove("data");
      is.remove("data");
    } else if (isConfigMap(after)) {
      configMap(was.path("data"), is.path("data")).forEach(fields::add);
      was.remove("data");
      is.remove("data");
    }
    for (FieldChange change : FieldChange.between(Json.plain(was), Json.plain(is))) {
      boolean opaque = FINGERPRINTS.stream().anyMatch(change.path()::contains);
      fields.add(new Field(opaque ? FieldChange.hidden(change.path()) : change, change.path()));
    }
    return fields;
  }

  private static boolean isSecret(JsonNode object) {
    return object.path("kind").asString("").equals(Kind.SECRET.name());
  }

  private static boolean isConfigMap(JsonNode object) {
    return object.path("kind").asString("").equals(Kind.CONFIG_MAP.name());
  }

  private static ObjectNode stripped(JsonNode object) {
    ObjectNode copy = (ObjectNode) object.deepCopy();
    copy.remove(List.of("status", "kind", "apiVersion"));
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(OF_THE_SERVER);
    }
    return copy;
  }

  private static List<Field> secret(JsonNode before, JsonNode after) {
    return keys(before, after).stream()
        .filter(key -> !before.path(key).equals(after.path(key)))
        .map(key -> Violation.path("data", key))
        .map(path -> new Field(FieldChange.hidden(path), path))
        .toList();
  }

  private List<Field> configMap(JsonNode before, JsonNode after) {
    List<Field> fields = new ArrayList<>();
    for (String key : keys(before, after)) {
      if (before.path(key).equals(after.path(key))) {
        continue;
      }
      List<FieldChange> changes =
          key.equals(StoredSpec.KEY)
              ? description(before.path(key).asString(""), after.path(key).asString(""))
              : files.between(only(before, key), only(after, key));
      changes.forEach(change -> fields.add(new Field(change, Violation.path("data", key))));
    }
    return fields;
  }

  private static JsonNode only(JsonNode data, String key) {
    return data.has(key) ? Json.tree(Map.of(key, data.path(key).asString(""))) : Json.EMPTY;
  }

  private static Set<String> keys(JsonNode before, JsonNode after) {
    Set<String> keys = new TreeSet<>(before.propertyNames());
    keys.addAll(after.propertyNames());
    return keys;
  }

  private List<FieldChange> description(String before, String after) {
    try {
      List<FieldChange> changes = FieldChange.between(stored.tree(before), stored.tree(after));
      return changes.isEmpty() ? List.of(FieldChange.hidden(StoredSpec.KEY)) : changes;
    } catch (PgClusterException unreadable) {
      return List.of(FieldChange.hidden(StoredSpec.KEY));
    }
  }
}
