package io.pgcluster.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.AnyType;
import io.fabric8.kubernetes.api.model.Quantity;
import io.pgcluster.PgClusterException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The typed Kubernetes model as plain maps, lists, texts, numbers and booleans: what Jackson would
 * make of it, at a fraction of the time, since a first Jackson mapper alone costs a fresh JVM more
 * than everything else here. Each class is looked at once.
 */
final class ModelTree {
  private static final ClassValue<List<Property>> PROPERTIES =
      new ClassValue<>() {
        @Override
        protected List<Property> computeValue(Class<?> type) {
          return properties(type);
        }
      };

  /** One type for all of them, so that a call converts nothing. */
  private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

  private static final List<String> FIRST = List.of("apiVersion", "kind", "metadata");

  private record Property(String name, MethodHandle getter, boolean any) {}

  private ModelTree() {}

  /**
   * A model object as a tree.
   *
   * @param model an object of the fabric8 model
   * @return a new map; empty lists and maps are left out, as the model's annotations say
   */
  static Map<String, Object> of(Object model) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (Property property : PROPERTIES.get(model.getClass())) {
      Object value = get(property, model);
      if (property.any()) {
        if (value instanceof Map<?, ?> more) {
          more.forEach((k, v) -> tree.put(String.valueOf(k), node(v)));
        }
      } else if (value != null && !isEmpty(value)) {
        tree.put(property.name(), node(value));
      }
    }
    return tree;
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private static Object node(Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    if (value instanceof List<?> list) {
      List<Object> nodes = new ArrayList<>(list.size());
      for (Object item : list) {
        nodes.add(node(item));
      }
      return nodes;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> nodes = new TreeMap<>();
      map.forEach((k, v) -> nodes.put(String.valueOf(k), node(v)));
      return nodes;
    }
    if (value instanceof Quantity quantity) {
      return quantity.toString();
    }
    if (value instanceof AnyType any) {
      return any.getValue();
    }
    return of(value);
  }

  private static @Nullable Object get(Property property, Object model) {
    try {
      return (Object) property.getter().invokeExact(model);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw unreadable(model.getClass(), e);
    }
  }

  /** By fields, not methods: listing the methods would load every builder of the model. */
  private static List<Property> properties(Class<?> type) {
    List<Property> properties = new ArrayList<>();
    for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        JsonProperty named = field.getAnnotation(JsonProperty.class);
        boolean any = field.getName().equals("additionalProperties");
        if (named != null || any) {
          String name = named == null || named.value().isEmpty() ? field.getName() : named.value();
          properties.add(new Property(name, getter(type, name, field), any));
        }
      }
    }
    if (properties.isEmpty()) {
      throw unreadable(type, new IllegalStateException("no field has @JsonProperty"));
    }
    properties.sort(
        Comparator.comparing((Property p) -> rank(p.name())).thenComparing(Property::name));
    return properties;
  }

  private static int rank(String name) {
    int first = FIRST.indexOf(name);
    return first < 0 ? FIRST.size() : first;
  }

  private static MethodHandle getter(Class<?> type, String name, Field field) {
    String method = "get" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    try {
      return MethodHandles.publicLookup()
          .findVirtual(type, method, MethodType.methodType(field.getType()))
          .asType(GETTER);
    } catch (ReflectiveOperationException e) {
      throw unreadable(type, e);
    }
  }

  private static PgClusterException unreadable(Class<?> type, Throwable cause) {
    return new PgClusterException(
        "%s: is not of the form of the fabric8 model; a storage provider must render classes of io.fabric8.kubernetes.api.model"
            .formatted(type.getName()),
        cause);
  }
}
