package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolKeyTest {

  @ParameterizedTest
  @CsvSource({
    "testkey, s3cr3t, AESLF3XLorvL0ME3Fe7TvETrw==",
    "big secret, dev, AESr+9xCFIYnHH+OodrKozLlQ==",
    "testkey, secret, AESYLROATKETwgvY557eVg7dQ==",
    "testkey, ñ, AESlB1NcpLuCqGBxowKHpccpA==",
  })
  void makes_and_reads_the_entries_of_pg_enc(String key, String password, String entry) {
    try (PoolKey poolKey = PoolKey.of(key)) {
      assertThat(poolKey.encrypt(password)).isEqualTo(entry);
      assertThat(poolKey.decrypt(entry).reveal()).isEqualTo(password);
    }
  }

  @Test
  void refuses_passwords_whose_entry_pgpool_would_cut() {
    PoolKey key = PoolKey.of("testkey");
    assertThat(key.encrypt("x".repeat(79))).hasSize(111);
    assertThatThrownBy(() -> key.encrypt("x".repeat(80)))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("has 80 bytes")
        .hasMessageContaining("takes 79")
        .hasMessageContaining("cuts")
        .hasMessageNotContaining("xx");
    assertThatThrownBy(() -> key.encrypt("ä".repeat(40))).hasMessageContaining("has 80 bytes");
  }

  @Test
  void refuses_the_wrong_key() {
    String entry = PoolKey.of("right").encrypt("a password of some length");
    assertThatThrownBy(() -> PoolKey.of("wrong").decrypt(entry))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("with this pool key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AES",
        "LF3XLorvL0ME3Fe7TvETrw==",
        "AESLF3XLorvL0ME3Fe7TvETr",
        "AES!",
        "TEXTs3cr3t",
        "md532e12f215ba27cb750c9e093ce4b5127"
      })
  void refuses_what_is_not_an_entry(String entry) {
    assertThatThrownBy(() -> PoolKey.of("testkey").decrypt(entry))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("AES entry: ");
  }

  @Test
  void refuses_an_entry_that_pgpool_would_cut() {
    assertThatThrownBy(() -> PoolKey.of("testkey").decrypt("AES" + "A".repeat(128)))
        .hasMessageContaining("96 encrypted bytes");
  }

  @Test
  void refuses_keys_that_pgpool_would_not_read_whole() {
    assertThatThrownBy(() -> PoolKey.of("x".repeat(256))).hasMessageContaining("reads 255");
    assertThatThrownBy(() -> PoolKey.of("a\nb")).hasMessageContaining("line break");
    assertThatThrownBy(() -> PoolKey.of("")).hasMessageContaining("empty");
    assertThat(PoolKey.of("x".repeat(255)).encrypt("pw")).startsWith("AES");
  }

  @Test
  void outlives_the_password_it_came_from_and_is_refused_once_closed() {
    Password text = Password.of("testkey");
    PoolKey key = PoolKey.of(text);
    text.close();
    assertThat(key.encrypt("s3cr3t")).isEqualTo("AESLF3XLorvL0ME3Fe7TvETrw==");
    assertThat(key).hasToString("PoolKey[redacted]");
    key.close();
    assertThatThrownBy(() -> key.encrypt("s3cr3t")).hasMessageContaining("closed");
  }

  @Property
  void decrypts_what_it_encrypted(@ForAll long seed) {
    RandomCredentials random = RandomCredentials.seeded(seed);
    PoolKey key = PoolKey.of(random.password(255));
    String password = random.password(79);
    String entry = key.encrypt(password);
    assertThat(entry.length()).isLessThanOrEqualTo(PoolPasswdEntry.MAX_TOKEN_BYTES);
    assertThat(key.decrypt(entry).reveal()).isEqualTo(password);
  }

  @Property
  void never_fails_but_with_its_own_exception(@ForAll String text) {
    assertThatThrownBy(() -> PoolKey.of("k").decrypt("AES" + text + "="))
        .isInstanceOf(PgClusterException.class);
  }
}
