package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.pgcluster.PgClusterException;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretDataTest {

  private static final String LINE = "postgres:md5dc5aac68d3de3d518e49660904174d0c";
  private static final String BASE64 =
      "cG9zdGdyZXM6bWQ1ZGM1YWFjNjhkM2RlM2Q1MThlNDk2NjA5MDQxNzRkMGM=";

  @Test
  void encodes_the_entry_of_the_2018_article() {
    assertThat(SecretData.encode(LINE)).isEqualTo(BASE64);
    assertThat(SecretData.encode(Password.of(LINE))).isEqualTo(BASE64);
    assertThat(SecretData.decode(BASE64)).isEqualTo(LINE);
  }

  @Test
  void decodes_what_base64_wrapped() {
    assertThat(SecretData.decode("cG9zdGdy\nZXM6\r\n")).isEqualTo("postgres:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3cr3t!!", "cG9zdGdyZXM", "cG9z dGdy", "ä"})
  void refuses_what_is_not_base64_without_showing_it(String text) {
    assertThatThrownBy(() -> SecretData.decodeBytes(text))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("not base64")
        .hasMessageNotContaining(text);
  }

  @Test
  void refuses_to_show_binary_as_text() {
    assertThatThrownBy(() -> SecretData.decode("/w==")).hasMessageContaining("not UTF-8");
    assertThat(SecretData.decodeBytes("/w==")).containsExactly(0xff);
  }

  @Test
  void makes_a_whole_secret_sorted_by_key() {
    Secret secret = SecretData.secret("pgpool", Map.of("pool_passwd", LINE, "a.key", "k"));
    assertThat(secret.getKind()).isEqualTo("Secret");
    assertThat(secret.getMetadata().getName()).isEqualTo("pgpool");
    assertThat(secret.getType()).isEqualTo("Opaque");
    assertThat(secret.getData())
        .containsExactly(Map.entry("a.key", "aw=="), Map.entry("pool_passwd", BASE64));
  }

  @Test
  void reads_a_secret_back_with_string_data_over_data() {
    Secret secret =
        new SecretBuilder()
            .addToData("password", "b2xk")
            .addToData("binary", "/wA=")
            .addToStringData("password", "new")
            .build();
    SecretData data = SecretData.from(secret);
    assertThat(data.keys()).containsExactly("binary", "password");
    assertThat(data.text("password")).hasValue("new");
    assertThat(data.bytes("binary").orElseThrow()).containsExactly(0xff, 0x00);
    assertThat(data.text("absent")).isEmpty();
  }

  @Test
  void names_the_secret_and_the_key_that_is_not_base64() {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("pgpool-secrets")
            .endMetadata()
            .addToData("pool_passwd", "postgres:md5")
            .build();
    assertThatThrownBy(() -> SecretData.from(secret))
        .hasMessageStartingWith("Secret pgpool-secrets: data.pool_passwd: is not base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", ".", "..", "..data", "ä"})
  void refuses_keys_that_kubernetes_refuses(String key) {
    assertThatThrownBy(() -> SecretData.empty().with(key, "v"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("Secret key \"" + key + "\"");
  }

  @Test
  void refuses_more_than_kubernetes_stores() {
    SecretData full = SecretData.empty().with("a", new byte[SecretData.MAX_BYTES]);
    assertThatThrownBy(() -> full.with("b", "x")).hasMessageContaining("split");
    assertThat(full.with("a", "x").text("a")).hasValue("x");
  }

  @Test
  void is_immutable_and_shows_keys_alone() {
    SecretData data = SecretData.empty().with("password", Password.of("hunter2"));
    assertThat(data.with("x", "y").without("password").keys()).containsExactly("x");
    assertThat(data.keys()).containsExactly("password");
    assertThat(data).hasToString("SecretData[password]");
    byte[] bytes = data.bytes("password").orElseThrow();
    bytes[0] = 'x';
    assertThat(data.text("password")).hasValue("hunter2");
  }

  @Property
  void encodes_both_ways(@ForAll byte[] bytes) {
    assertThat(SecretData.decodeBytes(SecretData.encode(bytes))).isEqualTo(bytes);
    SecretData data = SecretData.empty().with("key", bytes);
    assertThat(SecretData.from(data.toSecret("s"))).isEqualTo(data).hasSameHashCodeAs(data);
  }

  @Property
  void encodes_text_both_ways(@ForAll long seed) {
    String text = RandomCredentials.seeded(seed).password(100);
    assertThat(SecretData.decode(SecretData.encode(text))).isEqualTo(text);
  }
}
