package io.pgcluster.storage;

import java.util.List;

/**
 * A kind of storage that the YAML form can name by {@code type}. The keys of the form are the
 * components of the provider's record; keys that are left out take the prototype's values.
 * Immutable.
 *
 * @param prototype a value that stands for the kind; its class is a public record
 * @param required the components that a description has to give
 * @since 0.1
 */
public record StorageKind(StorageProvider prototype, List<String> required) {
  /** Keeps its own copy, and checks that the prototype has the components. */
  public StorageKind {
    required = List.copyOf(required);
    Class<?> kind = prototype.getClass();
    if (!kind.isRecord()) {
      throw new IllegalArgumentException(
          "storage kind %s: %s is not a record, and only records have a YAML form"
              .formatted(prototype.type(), kind.getName()));
    }
    for (String name : required) {
      boolean known = false;
      for (var component : kind.getRecordComponents()) {
        known |= component.getName().equals(name);
      }
      if (!known) {
        throw new IllegalArgumentException(
            "storage kind %s: %s has no component %s"
                .formatted(prototype.type(), kind.getName(), name));
      }
    }
  }

  /**
   * A kind of storage.
   *
   * @param prototype a value with the defaults of all components that are not required
   * @param required the components that a description has to give
   * @return the kind
   */
  public static StorageKind of(StorageProvider prototype, String... required) {
    return new StorageKind(prototype, List.of(required));
  }

  /**
   * The name by which the YAML form chooses the kind.
   *
   * @return the prototype's type
   */
  public String type() {
    return prototype.type();
  }
}
