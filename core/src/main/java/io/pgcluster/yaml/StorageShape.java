package io.pgcluster.yaml;

import io.pgcluster.PgClusterException;
import io.pgcluster.storage.StorageKind;
import io.pgcluster.storage.StorageProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Storage of any registered kind, told apart by the key {@code type}. */
final class StorageShape implements Shape<StorageProvider> {
  private static final String TYPE = "type";

  private final Map<String, RecordShape> kinds = new LinkedHashMap<>();

  StorageShape(List<StorageKind> registered) {
    for (StorageKind kind : registered) {
      kinds.put(kind.type(), new RecordShape((Record) kind.prototype(), kind.required()));
    }
  }

  @Override
  public Optional<StorageProvider> read(Node node, Report report) {
    if (!(node instanceof Node.Keys keys)) {
      return Shape.wrong(node, report, "a map with the key type");
    }
    Node type = keys.values().get(TYPE);
    if (type == null) {
      report.add(
          keys.place().key(TYPE),
          keys.place().line(),
          "is missing; give one of " + String.join(", ", kinds.keySet()));
      return Optional.empty();
    }
    Map<String, Node> rest = new LinkedHashMap<>(keys.values());
    rest.remove(TYPE);
    return Scalars.oneOf(new ArrayList<>(kinds.keySet()), name -> name)
        .read(type, report)
        .flatMap(name -> kind(name).read(new Node.Keys(keys.place(), rest), report))
        .map(StorageProvider.class::cast);
  }

  private RecordShape kind(String name) {
    RecordShape shape = kinds.get(name);
    if (shape == null) {
      throw new PgClusterException(
          "storage of type %s: has no YAML form here; register its kind with PgClusterYaml.with"
              .formatted(name));
    }
    return shape;
  }

  @Override
  public Object write(StorageProvider value) {
    Map<String, Object> written = new LinkedHashMap<>();
    written.put(TYPE, value.type());
    if (kind(value.type()).write(value) instanceof Map<?, ?> keys) {
      keys.forEach((key, v) -> written.put(String.valueOf(key), v));
    }
    return written;
  }

  @Override
  public Map<String, Object> schema() {
    List<Map<String, Object>> schemas = new ArrayList<>();
    kinds.forEach((type, shape) -> schemas.add(shape.schema(TYPE, type)));
    return schemas.size() == 1 ? schemas.get(0) : oneOf(schemas);
  }

  private static Map<String, Object> oneOf(List<Map<String, Object>> schemas) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("oneOf", schemas);
    return schema;
  }
}
