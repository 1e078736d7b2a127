package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.pgcluster.internal.JsonText;
import io.pgcluster.internal.YamlText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One Kubernetes object as it is to be written. Immutable and thread-safe; {@link #toString()}
 * shows kind and name alone, as the content may be secret.
 *
 * @since 0.1
 */
public final class Manifest {
  /** Made when first needed: writing never needs it. */
  private static final class Mapper {
    static final JsonMapper JSON = JsonMapper.builder().build();
  }

  private final Map<String, Object> tree;
  private final Class<? extends HasMetadata> type;
  private final Wave wave;
  private final boolean owned;
  private byte @Nullable [] json;

  private Manifest(
      Map<String, Object> tree, Class<? extends HasMetadata> type, Wave wave, boolean owned) {
    this.tree = tree;
    this.type = type;
    this.wave = wave;
    this.owned = owned;
  }

  /**
   * An object that lives as long as its cluster.
   *
   * @param object the object, which is copied
   * @param wave when it is written
   * @return gets the owner of {@link #ownedBy(String, String)}
   */
  static Manifest owned(HasMetadata object, Wave wave) {
    return new Manifest(ModelTree.of(object), object.getClass(), wave, true);
  }

  /**
   * An object that outlives its cluster, or does not belong to its namespace.
   *
   * @param object the object, which is copied
   * @param wave when it is written
   * @return never gets an owner
   */
  static Manifest free(HasMetadata object, Wave wave) {
    return new Manifest(ModelTree.of(object), object.getClass(), wave, false);
  }

  /**
   * The object, typed.
   *
   * @return the caller's own copy
   */
  public HasMetadata object() {
    return Mapper.JSON.readValue(bytes(), type);
  }

  /**
   * When it is written.
   *
   * @return its wave
   */
  public Wave wave() {
    return wave;
  }

  /**
   * The object's API version.
   *
   * @return such as {@code apps/v1}
   */
  public String apiVersion() {
    return String.valueOf(tree.get("apiVersion"));
  }

  /**
   * The object's kind.
   *
   * @return such as {@code StatefulSet}
   */
  public String kind() {
    return String.valueOf(tree.get("kind"));
  }

  /**
   * The object's name.
   *
   * @return as in {@link ObjectNames}
   */
  public String name() {
    return String.valueOf(metadata().get("name"));
  }

  /**
   * The object's namespace.
   *
   * @return empty for what belongs to none
   */
  public Optional<String> namespace() {
    return Optional.ofNullable(metadata().get("namespace")).map(String::valueOf);
  }

  /**
   * Whether the object goes when its cluster goes.
   *
   * @return false for credentials, claims, and what belongs to no namespace
   */
  public boolean isOwned() {
    return owned;
  }

  private Map<?, ?> metadata() {
    return tree.get("metadata") instanceof Map<?, ?> metadata ? metadata : Map.of();
  }

  /**
   * This object with an owner, so that Kubernetes deletes it after the owner.
   *
   * @param owner the name of the owner, a ConfigMap of the same namespace
   * @param uid the owner's uid, as the API server gave it
   * @return this, if it outlives its cluster
   */
  Manifest ownedBy(String owner, String uid) {
    if (!owned) {
      return this;
    }
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("apiVersion", "v1");
    reference.put("kind", "ConfigMap");
    reference.put("name", owner);
    reference.put("uid", uid);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata().forEach((key, value) -> metadata.put(String.valueOf(key), value));
    metadata.put("ownerReferences", List.of(reference));
    Map<String, Object> copy = new LinkedHashMap<>(tree);
    copy.put("metadata", metadata);
    return new Manifest(copy, type, wave, true);
  }

  /**
   * The object as JSON, the same bytes at each call.
   *
   * @return the caller's own copy
   */
  public byte[] json() {
    return bytes().clone();
  }

  private byte[] bytes() {
    byte[] bytes = json;
    if (bytes == null) {
      bytes = JsonText.bytes(tree);
      json = bytes;
    }
    return bytes;
  }

  /**
   * The object as one YAML document.
   *
   * @return without a separator
   */
  public String toYaml() {
    StringBuilder out = new StringBuilder(2048);
    appendYaml(out);
    return out.toString();
  }

  void appendYaml(StringBuilder out) {
    YamlText.append(tree, out);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Manifest that
        && wave == that.wave
        && owned == that.owned
        && tree.equals(that.tree);
  }

  @Override
  public int hashCode() {
    return tree.hashCode();
  }

  @Override
  public String toString() {
    return kind() + "/" + name();
  }
}
