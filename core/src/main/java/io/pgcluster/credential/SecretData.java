package io.pgcluster.credential;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.pgcluster.PgClusterException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of a Kubernetes Secret: keys and binary values, sorted by key, and the base64 in
 * which the API and YAML carry them.
 *
 * <p>Immutable and thread-safe; {@link #toString()} shows keys, never values.
 *
 * @since 0.1
 */
public final class SecretData {

  /** The most that Kubernetes takes in one Secret: bytes of all values together. */
  public static final int MAX_BYTES = 1024 * 1024;

  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");
  private static final SecretData EMPTY = new SecretData(new TreeMap<>());

  private final SortedMap<String, byte[]> values;

  private SecretData(SortedMap<String, byte[]> values) {
    this.values = values;
  }

  /**
   * No keys; add some by {@code with}.
   *
   * @return the same for all
   */
  public static SecretData empty() {
    return EMPTY;
  }

  /**
   * The content from texts.
   *
   * @param values the value of each key
   * @return the content
   * @throws PgClusterException if Kubernetes would refuse a key, or all of it for its size
   */
  public static SecretData of(Map<String, String> values) {
    SecretData data = EMPTY;
    for (Map.Entry<String, String> value : new TreeMap<>(values).entrySet()) {
      data = data.with(value.getKey(), value.getValue());
    }
    return data;
  }

  /**
   * A whole Secret from texts, in one call.
   *
   * @param name the Secret's name
   * @param values the value of each key
   * @return a Secret of type {@code Opaque}
   * @throws PgClusterException as {@link #of(Map)}
   */
  public static Secret secret(String name, Map<String, String> values) {
    return of(values).toSecret(name);
  }

  /**
   * Reads a Secret back: {@code data} decoded, and {@code stringData} over it, as the API server
   * merges them.
   *
   * @param secret a Secret from the API or from YAML
   * @return its content
   * @throws PgClusterException if a value is not base64; the message names the Secret and the key
   */
  public static SecretData from(Secret secret) {
    String name = secret.getMetadata() == null ? "" : secret.getMetadata().getName() + ": ";
    TreeMap<String, byte[]> values = new TreeMap<>();
    orEmpty(secret.getData())
        .forEach((key, value) -> values.put(key, decode("Secret " + name + "data." + key, value)));
    orEmpty(secret.getStringData())
        .forEach((key, value) -> values.put(key, value.getBytes(StandardCharsets.UTF_8)));
    return new SecretData(values);
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }

  /**
   * This content with a text, which replaces what the key had.
   *
   * @param key letters, digits, dot, dash and underscore
   * @param value the text
   * @return the new content
   * @throws PgClusterException if Kubernetes would refuse the key, or all of it for its size
   */
  public SecretData with(String key, String value) {
    return withOwned(key, Utf8.encode("Secret key " + key, value));
  }

  /**
   * This content with a password, which replaces what the key had.
   *
   * @param key letters, digits, dot, dash and underscore
   * @param value the password
   * @return the new content
   * @throws PgClusterException if Kubernetes would refuse the key, or all of it for its size
   */
  public SecretData with(String key, Password value) {
    return withOwned(key, value.bytes());
  }

  /**
   * This content with a binary value, which replaces what the key had.
   *
   * @param key letters, digits, dot, dash and underscore
   * @param value the bytes, which are copied
   * @return the new content
   * @throws PgClusterException if Kubernetes would refuse the key, or all of it for its size
   */
  public SecretData with(String key, byte[] value) {
    return withOwned(key, value.clone());
  }

  private SecretData withOwned(String key, byte[] value) {
    if (!KEY.matcher(key).matches() || key.equals(".") || key.startsWith("..")) {
      throw new PgClusterException(
          ("Secret key \"%s\": Kubernetes allows 1 to 253 letters, digits, '-', '_' and"
                  + " '.', not '.' alone or '..' first; rename it")
              .formatted(key));
    }
    TreeMap<String, byte[]> changed = new TreeMap<>(values);
    changed.put(key, value);
    long total = changed.values().stream().mapToLong(v -> v.length).sum();
    if (total > MAX_BYTES) {
      throw new PgClusterException(
          ("Secret key \"%s\": the values together have %d bytes and Kubernetes takes %d;"
                  + " split the Secret")
              .formatted(key, total, MAX_BYTES));
    }
    return new SecretData(changed);
  }

  /**
   * This content without a key.
   *
   * @param key what to leave out, if it is there
   * @return the new content
   */
  public SecretData without(String key) {
    TreeMap<String, byte[]> changed = new TreeMap<>(values);
    changed.remove(key);
    return new SecretData(changed);
  }

  /**
   * The keys, sorted.
   *
   * @return an immutable set
   */
  public Set<String> keys() {
    return java.util.Collections.unmodifiableSet(values.keySet());
  }

  /**
   * A value.
   *
   * @param key its key
   * @return a copy of the bytes, or nothing if the key is not there
   */
  public Optional<byte[]> bytes(String key) {
    return Optional.ofNullable(values.get(key)).map(byte[]::clone);
  }

  /**
   * A value as text.
   *
   * @param key its key
   * @return the text, or nothing if the key is not there
   * @throws PgClusterException if the value is not UTF-8
   */
  public Optional<String> text(String key) {
    return Optional.ofNullable(values.get(key)).map(v -> Utf8.decode("Secret key " + key, v));
  }

  /**
   * The whole object.
   *
   * @param name the Secret's name
   * @return a Secret of type {@code Opaque} with base64 {@code data}, its keys sorted
   */
  public Secret toSecret(String name) {
    TreeMap<String, String> data = new TreeMap<>();
    values.forEach((key, value) -> data.put(key, encode(value)));
    ObjectMeta meta = new ObjectMeta();
    meta.setName(name);
    Secret secret = new Secret();
    secret.setMetadata(meta);
    secret.setType("Opaque");
    secret.setData(data);
    return secret;
  }

  /**
   * A text as the {@code data} of a Secret carries it; {@code echo -n … | base64 -w0}.
   *
   * @param text the text
   * @return base64 of its UTF-8, on one line
   * @throws PgClusterException if it has an unpaired surrogate
   */
  public static String encode(String text) {
    return encode(Utf8.encode("Secret value", text));
  }

  /**
   * A password as the {@code data} of a Secret carries it.
   *
   * @param password the password
   * @return base64 of its bytes, on one line
   */
  public static String encode(Password password) {
    return password.use(SecretData::encode);
  }

  /**
   * Bytes as the {@code data} of a Secret carries them.
   *
   * @param bytes any bytes
   * @return base64, on one line
   */
  public static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The text in a value of a Secret's {@code data}.
   *
   * @param base64 base64; line breaks are ignored, as Kubernetes does
   * @return the text
   * @throws PgClusterException if it is not base64 of UTF-8; the message does not repeat it
   */
  public static String decode(String base64) {
    return Utf8.decode("Secret value", decodeBytes(base64));
  }

  /**
   * The bytes in a value of a Secret's {@code data}.
   *
   * @param base64 base64; line breaks are ignored, as Kubernetes does
   * @return the bytes
   * @throws PgClusterException if it is not base64; the message does not repeat it
   */
  public static byte[] decodeBytes(String base64) {
    return decode("Secret value", base64);
  }

  private static byte[] decode(String what, String base64) {
    String oneLine = base64.replace("\n", "").replace("\r", "");
    try {
      // Java's decoder takes a missing padding; the API server does not.
      if (oneLine.length() % 4 == 0) {
        return Base64.getDecoder().decode(oneLine);
      }
    } catch (IllegalArgumentException e) {
      // Its message would show part of the secret.
    }
    throw new PgClusterException(
        what
            + ": is not base64; put plain text under stringData, or encode it (SecretData.encode)");
  }

  /** Equal keys with equal values. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SecretData that
        && values.keySet().equals(that.values.keySet())
        && values.entrySet().stream()
            .allMatch(e -> Arrays.equals(e.getValue(), that.values.get(e.getKey())));
  }

  @Override
  public int hashCode() {
    return values.keySet().hashCode();
  }

  /** Shows the keys alone. */
  @Override
  public String toString() {
    return "SecretData" + values.keySet();
  }
}
