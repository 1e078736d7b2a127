package io.pgcluster.yaml;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map with fixed keys, read into a builder and written from what that builds. Immutable.
 *
 * @param <B> the builder
 * @param <R> the value
 */
final class Section<B, R> {
  /** One key. */
  private interface Entry<B, R> {
    void read(Node node, B into, Report report);

    /** Empty when there is nothing to say. */
    Optional<Object> write(R value);

    Map<String, Object> schema();
  }

  private final Map<String, Entry<B, R>> entries = new LinkedHashMap<>();

  private final @Nullable String definition;

  private Section(@Nullable String definition) {
    this.definition = definition;
  }

  static <B, R> Section<B, R> empty() {
    return new Section<>(null);
  }

  /** A section whose schema stands once, among the definitions. */
  static <B, R> Section<B, R> defined(String name) {
    return new Section<>(name);
  }

  private Section<B, R> plus(String key, Entry<B, R> entry) {
    Section<B, R> longer = new Section<>(definition);
    longer.entries.putAll(entries);
    longer.entries.put(key, entry);
    return longer;
  }

  /** This section with a key that is always written. */
  <V> Section<B, R> with(
      String key, String about, Shape<V> shape, BiConsumer<B, V> set, Function<R, V> get) {
    return plus(key, entry(about, shape, set, value -> Optional.of(shape.write(get.apply(value)))));
  }

  /** This section with a key that is written when it is there and not an empty list or map. */
  <V> Section<B, R> withOptional(
      String key,
      String about,
      Shape<V> shape,
      BiConsumer<B, V> set,
      Function<R, Optional<V>> get) {
    return plus(
        key,
        entry(about, shape, set, v -> get.apply(v).map(shape::write).filter(Section::isNotEmpty)));
  }

  private static <B, R, V> Entry<B, R> entry(
      String about, Shape<V> shape, BiConsumer<B, V> set, Function<R, Optional<Object>> write) {
    return new Entry<>() {
      @Override
      public void read(Node node, B into, Report report) {
        shape.read(node, report).ifPresent(value -> set.accept(into, value));
      }

      @Override
      public Optional<Object> write(R value) {
        return write.apply(value);
      }

      @Override
      public Map<String, Object> schema() {
        return Schemas.described(about, shape.schema());
      }
    };
  }

  /** This section with a section below a key; {@code enter} lends the builder of that. */
  <C, S> Section<B, R> withSection(
      String key,
      String about,
      Section<C, S> section,
      BiConsumer<B, Consumer<C>> enter,
      Function<R, S> get) {
    return plus(
        key,
        new Entry<>() {
          @Override
          public void read(Node node, B into, Report report) {
            enter.accept(into, builder -> section.read(node, builder, report));
          }

          @Override
          public Optional<Object> write(R value) {
            return Optional.<Object>of(section.write(get.apply(value))).filter(Section::isNotEmpty);
          }

          @Override
          public Map<String, Object> schema() {
            return Schemas.described(
                about,
                section.definition == null
                    ? section.schema(List.of())
                    : Schemas.reference(section.definition));
          }
        });
  }

  /** Maps and lists that are empty by default are left out. */
  private static boolean isNotEmpty(Object written) {
    return !written.equals(Map.of()) && !written.equals(List.of());
  }

  void read(Node node, B into, Report report) {
    Keyed.read(node, report, entries.keySet(), List.of())
        .ifPresent(
            values ->
                entries.forEach(
                    (key, entry) -> {
                      Node value = values.get(key);
                      if (value != null) {
                        entry.read(value, into, report);
                      }
                    }));
  }

  Map<String, Object> write(R value) {
    Map<String, Object> written = new LinkedHashMap<>();
    entries.forEach((key, entry) -> entry.write(value).ifPresent(v -> written.put(key, v)));
    return written;
  }

  Map<String, Object> schema(List<String> required) {
    Map<String, Object> properties = new LinkedHashMap<>();
    entries.forEach((key, entry) -> properties.put(key, entry.schema()));
    return Schemas.object(properties, required);
  }
}
