package io.pgcluster.yaml;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.pgcluster.PgClusterException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A record: its components are the keys, in their order. Passwords are read but never written. */
final class RecordShape implements Shape<Object> {
  private final Class<?> type;
  private final List<RecordComponent> components;
  private final Map<String, Shape<Object>> shapes = new LinkedHashMap<>();
  private final Map<String, Object> defaults = new HashMap<>();
  private final List<String> required;

  /** A record whose components are all required, but for Optional, lists, maps and booleans. */
  RecordShape(Class<?> type) {
    this(type, null, List.of());
  }

  /**
   * A record that takes what is left out from a prototype, but for what is required; so do records
   * in it from those of the prototype.
   */
  RecordShape(Record prototype, List<String> required) {
    this(prototype.getClass(), prototype, required);
  }

  private RecordShape(Class<?> type, @Nullable Record prototype, List<String> required) {
    this.type = type;
    this.components = List.of(type.getRecordComponents());
    for (RecordComponent component : components) {
      Optional<Object> value =
          prototype == null ? empty(component) : Optional.of(get(component, prototype));
      shapes.put(
          component.getName(),
          prototype != null && value.orElseThrow() instanceof Record nested
              ? new RecordShape(nested, List.of())
              : Reflected.of(component.getGenericType()));
      value.ifPresent(v -> defaults.put(component.getName(), v));
    }
    this.required =
        prototype != null
            ? required
            : shapes.keySet().stream().filter(key -> !defaults.containsKey(key)).toList();
  }

  private static Optional<Object> empty(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return Optional.of(Optional.empty());
    }
    if (type == List.class) {
      return Optional.of(List.of());
    }
    if (type == Set.class) {
      return Optional.of(Set.of());
    }
    if (type == boolean.class) {
      return Optional.of(false);
    }
    return Map.class.isAssignableFrom(type) ? Optional.of(new TreeMap<>()) : Optional.empty();
  }

  @Override
  public Optional<Object> read(Node node, Report report) {
    return Keyed.read(node, report, shapes.keySet(), required)
        .flatMap(values -> construct(node, values, report));
  }

  private Optional<Object> construct(Node node, Map<String, Node> values, Report report) {
    Object[] arguments = new Object[components.size()];
    boolean complete = true;
    for (int i = 0; i < arguments.length; i++) {
      RecordComponent component = components.get(i);
      Node value = values.get(component.getName());
      Optional<Object> argument =
          value == null
              ? Optional.ofNullable(defaults.get(component.getName()))
              : read(component, value, report);
      complete &= argument.isPresent();
      arguments[i] = argument.orElse(null);
    }
    return complete ? construct(node, arguments, report) : Optional.empty();
  }

  private Optional<Object> read(RecordComponent component, Node node, Report report) {
    Optional<Object> value = shape(component).read(node, report);
    return component.getType() == Optional.class ? value.map(Optional::of) : value;
  }

  private Optional<Object> construct(Node node, @Nullable Object[] arguments, Report report) {
    try {
      Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
      return Optional.of(type.getConstructor(types).newInstance(arguments));
    } catch (InvocationTargetException e) {
      report.add(node.place(), "is refused: " + reason(e));
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new PgClusterException(
          "%s: is not a public record, so that YAML cannot make one".formatted(type.getName()), e);
    }
  }

  private static String reason(InvocationTargetException refusal) {
    Throwable cause = refusal.getCause();
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "its values do not fit together" : message;
  }

  @Override
  public Object write(Object value) {
    Map<String, Object> written = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      Object part = get(component, value);
      if (part instanceof Optional<?> optional) {
        optional
            .filter(v -> !shape(component).isSecret())
            .ifPresent(v -> written.put(component.getName(), shape(component).write(v)));
      } else if (!isEmptyByDefault(component, part)) {
        written.put(component.getName(), shape(component).write(part));
      }
    }
    return written;
  }

  /** What is left out: it says nothing that its absence would not. */
  private boolean isEmptyByDefault(RecordComponent component, Object part) {
    boolean container = part instanceof Collection<?> || part instanceof Map<?, ?>;
    return (container || part.equals("")) && part.equals(defaults.get(component.getName()));
  }

  private Shape<Object> shape(RecordComponent component) {
    Shape<Object> shape = shapes.get(component.getName());
    if (shape == null) {
      throw new IllegalStateException(type + " has no component " + component.getName());
    }
    return shape;
  }

  private static Object get(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new PgClusterException(
          "%s: is not a public record, so that it has no YAML form"
              .formatted(component.getDeclaringRecord().getName()),
          e);
    }
  }

  @Override
  public Map<String, Object> schema() {
    return Schemas.object(properties(), required);
  }

  /** The schema with a first, required key that has a constant value. */
  Map<String, Object> schema(String key, String value) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(key, Schemas.constant(value));
    properties.putAll(properties());
    List<String> all = new ArrayList<>(List.of(key));
    all.addAll(required);
    return Schemas.object(properties, all);
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      JsonPropertyDescription about =
          component.getAccessor().getAnnotation(JsonPropertyDescription.class);
      properties.put(
          component.getName(),
          Schemas.described(about == null ? "" : about.value(), shape(component).schema()));
    }
    return properties;
  }
}
