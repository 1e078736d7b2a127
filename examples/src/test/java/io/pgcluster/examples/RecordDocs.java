package io.pgcluster.examples;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** A record whose components are keys: what its Javadoc says of them, and their defaults. */
record RecordDocs(Class<?> type, Optional<Record> prototype) {
  static RecordDocs of(Record prototype) {
    return new RecordDocs(prototype.getClass(), Optional.of(prototype));
  }

  String about(String component) {
    return SourceDocs.component(type, component);
  }

  /** The value of the prototype. */
  Optional<Object> value(String component) {
    return prototype.map(
        record -> {
          try {
            return component(component).orElseThrow().getAccessor().invoke(record);
          } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The record that a component is, or holds. */
  Optional<RecordDocs> below(String component) {
    return component(component)
        .flatMap(c -> held(c.getGenericType()))
        .map(held -> new RecordDocs(held, value(component).flatMap(RecordDocs::first)));
  }

  private Optional<RecordComponent> component(String name) {
    return Arrays.stream(type.getRecordComponents())
        .filter(c -> c.getName().equals(name))
        .findFirst();
  }

  private static Optional<Class<?>> held(Type type) {
    if (type instanceof ParameterizedType container) {
      return held(container.getActualTypeArguments()[0]);
    }
    return Optional.<Class<?>>of((Class<?>) type).filter(Class::isRecord);
  }

  private static Optional<Record> first(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Record.class::cast);
    }
    if (value instanceof Collection<?> list) {
      return list.stream().findFirst().map(Record.class::cast);
    }
    return Optional.of((Record) value);
  }
}
