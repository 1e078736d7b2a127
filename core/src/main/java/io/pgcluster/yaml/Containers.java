package io.pgcluster.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The shapes of lists and maps, and of values that are another shape in disguise. */
final class Containers {
  private Containers() {}

  /** A list; elements that are wrong are reported and left out. */
  static <T> Shape<List<T>> list(Shape<T> element) {
    return new Shape<>() {
      @Override
      public Optional<List<T>> read(Node node, Report report) {
        if (!(node instanceof Node.Items items)) {
          return Shape.wrong(node, report, "a list");
        }
        List<T> values = new ArrayList<>();
        items.items().forEach(item -> element.read(item, report).ifPresent(values::add));
        return Optional.of(values);
      }

      @Override
      public Object write(List<T> value) {
        return value.stream().map(element::write).toList();
      }

      @Override
      public Map<String, Object> schema() {
        return Schemas.list(element.schema());
      }
    };
  }

  /** A map with keys of the caller's; values that are wrong are reported and left out. */
  static <T> Shape<SortedMap<String, T>> map(Shape<T> element) {
    return new Shape<>() {
      @Override
      public Optional<SortedMap<String, T>> read(Node node, Report report) {
        if (!(node instanceof Node.Keys keys)) {
          return Shape.wrong(node, report, "a map");
        }
        SortedMap<String, T> values = new TreeMap<>();
        keys.values()
            .forEach(
                (key, value) -> element.read(value, report).ifPresent(v -> values.put(key, v)));
        return Optional.of(values);
      }

      @Override
      public Object write(SortedMap<String, T> value) {
        Map<String, Object> written = new LinkedHashMap<>();
        value.forEach((key, v) -> written.put(key, element.write(v)));
        return written;
      }

      @Override
      public Map<String, Object> schema() {
        return Schemas.map(element.schema());
      }
    };
  }

  /** A value that stands in YAML as another type does. */
  static <S, T> Shape<T> as(Shape<S> shape, Function<S, T> in, Function<T, S> out) {
    return new Shape<>() {
      @Override
      public Optional<T> read(Node node, Report report) {
        return shape.read(node, report).map(in);
      }

      @Override
      public Object write(T value) {
        return shape.write(out.apply(value));
      }

      @Override
      public boolean isSecret() {
        return shape.isSecret();
      }

      @Override
      public Map<String, Object> schema() {
        return shape.schema();
      }
    };
  }

  /** A shape whose schema stands once, among the definitions. */
  static <T> Shape<T> defined(String name, Shape<T> shape) {
    return new Shape<>() {
      @Override
      public Optional<T> read(Node node, Report report) {
        return shape.read(node, report);
      }

      @Override
      public Object write(T value) {
        return shape.write(value);
      }

      @Override
      public Map<String, Object> schema() {
        return Schemas.reference(name);
      }
    };
  }
}
