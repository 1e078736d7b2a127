package io.pgcluster.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A class of Kubernetes' model, with the keys that the Kubernetes API has. */
final class BeanShape implements Shape<Object> {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Class<?> bean;
  private final Map<String, Shape<Object>> keys = new LinkedHashMap<>();

  BeanShape(Class<?> bean) {
    this.bean = bean;
    Reflected.properties(bean)
        .forEach((key, field) -> keys.put(key, Reflected.of(field.getGenericType())));
  }

  @Override
  public Optional<Object> read(Node node, Report report) {
    return Keyed.read(node, report, keys.keySet(), List.of())
        .flatMap(values -> bean(node, values, report));
  }

  private Optional<Object> bean(Node node, Map<String, Node> values, Report report) {
    Map<String, Object> plain = new LinkedHashMap<>();
    keys.forEach(
        (key, shape) -> {
          Node value = values.get(key);
          if (value != null) {
            shape.read(value, report).ifPresent(v -> plain.put(key, v));
          }
        });
    try {
      return Optional.of(MAPPER.convertValue(plain, bean));
    } catch (JacksonException e) {
      report.add(node.place(), "is no " + bean.getSimpleName() + " of Kubernetes");
      return Optional.empty();
    }
  }

  @Override
  public Object write(Object value) {
    return MAPPER.convertValue(value, new TypeReference<Map<String, Object>>() {});
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach((key, shape) -> properties.put(key, shape.schema()));
    return Schemas.object(properties, List.of());
  }
}
