package io.pgcluster.yaml;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pgcluster.credential.Password;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The shapes of Java types: of the components of records, and of Kubernetes' own model. */
final class Reflected {
  private Reflected() {}

  /** The shape of a type; Optional counts as what may be in it. */
  static Shape<Object> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic);
    }
    if (!(type instanceof Class<?> plain)) {
      throw unknown(type);
    }
    if (plain == String.class) {
      return erased(String.class, Scalars.TEXT);
    }
    if (plain == int.class || plain == Integer.class) {
      return erased(Integer.class, Scalars.INTEGER);
    }
    if (plain == long.class || plain == Long.class) {
      return erased(Long.class, Scalars.LONG);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      return erased(Boolean.class, Scalars.BOOLEAN);
    }
    if (plain == Password.class) {
      return erased(Password.class, Scalars.PASSWORD);
    }
    if (plain.isEnum()) {
      return Scalars.oneOf(List.<Object>of(plain.getEnumConstants()), Reflected::constant);
    }
    if (plain.isRecord()) {
      return new RecordShape(plain);
    }
    if (Arrays.stream(plain.getDeclaredFields())
        .anyMatch(f -> f.isAnnotationPresent(JsonProperty.class))) {
      return new BeanShape(plain);
    }
    throw unknown(type);
  }

  private static Shape<Object> generic(ParameterizedType type) {
    Class<?> raw = (Class<?>) type.getRawType();
    Type[] arguments = type.getActualTypeArguments();
    if (raw == Optional.class) {
      return of(arguments[0]);
    }
    if (Collection.class.isAssignableFrom(raw)) {
      return collection(of(arguments[0]), raw == Set.class);
    }
    if (Map.class.isAssignableFrom(raw) && arguments[0] == String.class) {
      return map(of(arguments[1]));
    }
    throw unknown(type);
  }

  /** A constant as its toString where it has one of its own, else as lower-case words. */
  static String constant(Object constant) {
    return hasText(((Enum<?>) constant).getDeclaringClass())
        ? constant.toString()
        : ((Enum<?>) constant).name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  private static boolean hasText(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .anyMatch(m -> m.getName().equals("toString") && m.getParameterCount() == 0);
  }

  private static IllegalArgumentException unknown(Type type) {
    return new IllegalArgumentException(
        type.getTypeName()
            + " has no YAML form; use String, int, long, boolean, enums, records, Optional, List or Map");
  }

  private static <T> Shape<Object> erased(Class<T> type, Shape<T> shape) {
    return Containers.as(shape, value -> value, type::cast);
  }

  private static Shape<Object> collection(Shape<Object> element, boolean unique) {
    Function<List<Object>, Object> in =
        values -> unique ? new java.util.LinkedHashSet<>(values) : values;
    return Containers.as(
        Containers.list(element),
        in,
        value ->
            List.<Object>copyOf(unique ? sorted((Collection<?>) value) : (Collection<?>) value));
  }

  private static Collection<?> sorted(Collection<?> values) {
    return values.stream().sorted(java.util.Comparator.comparing(Object::toString)).toList();
  }

  private static Shape<Object> map(Shape<Object> element) {
    return Containers.as(
        Containers.map(element),
        value -> value,
        value -> {
          java.util.SortedMap<String, Object> sorted = new java.util.TreeMap<>();
          ((Map<?, ?>) value).forEach((k, v) -> sorted.put(String.valueOf(k), v));
          return sorted;
        });
  }

  /** The properties of a class of Kubernetes' model, in its own order. */
  static Map<String, Field> properties(Class<?> bean) {
    Map<String, Field> properties = new LinkedHashMap<>();
    for (Field field : bean.getDeclaredFields()) {
      JsonProperty property = field.getAnnotation(JsonProperty.class);
      if (property != null) {
        properties.put(property.value(), field);
      }
    }
    return properties;
  }
}
