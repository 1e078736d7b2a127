package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PasswordTest {

  @Test
  void refuses_a_password_with_nul() {
    assertThatThrownBy(() -> Password.of("se\0cret"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("NUL")
        .hasMessageNotContaining("cret");
  }

  @Test
  void refuses_an_empty_password() {
    assertThatThrownBy(() -> Password.of("")).hasMessageContaining("empty");
    assertThatThrownBy(() -> Password.of(new char[0])).hasMessageContaining("empty");
    assertThatThrownBy(() -> Password.ofBytes(new byte[0])).hasMessageContaining("empty");
  }

  @Test
  void refuses_half_a_character() {
    assertThatThrownBy(() -> Password.of("a\ud800b"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("surrogate")
        .hasMessageNotContaining("\ud800");
  }

  @Test
  void keeps_utf8() {
    assertThat(Password.of("pä€😀").bytes()).isEqualTo("pä€😀".getBytes(StandardCharsets.UTF_8));
    assertThat(Password.of("pä€😀".toCharArray()).reveal()).isEqualTo("pä€😀");
    assertThat(Password.of("ä").length()).isEqualTo(2);
  }

  @Test
  void copies_what_it_is_given_and_what_it_gives() {
    byte[] given = {'a', 'b'};
    Password password = Password.ofBytes(given);
    given[0] = 'x';
    password.bytes()[1] = 'x';
    assertThat(password.reveal()).isEqualTo("ab");
  }

  @Test
  void does_not_reveal_bytes_that_are_not_utf8() {
    assertThatThrownBy(() -> Password.ofBytes(new byte[] {(byte) 0xe4}).reveal())
        .hasMessageContaining("not UTF-8");
  }

  @Test
  void is_redacted_in_text() {
    assertThat(Password.of("hunter2")).hasToString("[redacted]");
  }

  @Test
  void equals_by_content_until_closed() {
    Password password = Password.of("same");
    assertThat(password).isEqualTo(Password.of("same")).isNotEqualTo(Password.of("other"));
    assertThat(password).hasSameHashCodeAs(Password.of("other"));
    Password closed = Password.of("same");
    closed.close();
    assertThat(closed).isNotEqualTo(password);
    assertThat(password).isNotEqualTo(closed);
  }

  @Test
  void is_wiped_and_refused_once_closed() {
    Password password = Password.of("gone");
    password.close();
    password.close();
    assertThatThrownBy(password::bytes).hasMessageContaining("closed");
    assertThatThrownBy(password::reveal).hasMessageContaining("closed");
    assertThatThrownBy(() -> PgMd5.digest(password)).hasMessageContaining("closed");
  }

  @Test
  void wipes_the_copy_it_lends() {
    byte[] kept = Password.of("lent").use(bytes -> bytes);
    assertThat(kept).hasSize(4).containsOnly(0);
  }

  @Test
  void generates_32_letters_and_digits() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      String text = Password.generate().reveal();
      assertThat(text).hasSize(32).matches("[A-Za-z0-9]+");
      assertThat(seen.add(text)).isTrue();
    }
    assertThat(String.join("", seen).chars().distinct().count())
        .isEqualTo(Password.ALPHABET.length());
  }

  @Test
  void generates_no_password_that_pgpool_takes_for_another_kind() {
    AtomicInteger draws = new AtomicInteger();
    SecureRandom aesFirst =
        new SecureRandom() {
          private static final long serialVersionUID = 1L;

          @Override
          public int nextInt(int bound) {
            int draw = draws.getAndIncrement();
            return draw < 3 ? Password.ALPHABET.indexOf("AES".charAt(draw)) : 7;
          }
        };
    assertThat(Password.generate(32, Password.ALPHABET, aesFirst).reveal())
        .isEqualTo("H".repeat(32));
    assertThat(draws).hasValue(64);
  }

  @Test
  void refuses_to_generate_from_a_poor_alphabet_or_too_short() {
    assertThatThrownBy(() -> Password.generate(32, "a")).hasMessageContaining("alphabet");
    assertThatThrownBy(() -> Password.generate(32, "aab")).hasMessageContaining("twice");
    assertThatThrownBy(() -> Password.generate(32, "abc d")).hasMessageContaining("space");
    assertThatThrownBy(() -> Password.generate(32, "abcé")).hasMessageContaining("ASCII");
    assertThatThrownBy(() -> Password.generate(13, Password.ALPHABET))
        .hasMessageContaining("77 bits");
    assertThatThrownBy(() -> Password.generate(-1, Password.ALPHABET))
        .hasMessageContaining("0 bits");
    assertThat(Password.generate(14, Password.ALPHABET).length()).isEqualTo(14);
    assertThat(Password.generate(80, "01").reveal()).hasSize(80).matches("[01]+");
  }

  @Test
  void prepares_itself_for_scram() {
    assertThat(Password.of("\ufb01\u00a02\u00b2").saslPrepared()).isEqualTo(Password.of("fi 22"));
    assertThat(Password.of("ascii\u0007").saslPrepared()).isEqualTo(Password.of("ascii\u0007"));
  }

  @Property
  void gives_back_what_it_was_given(@ForAll long seed) {
    String text = RandomCredentials.seeded(seed).password(200);
    try (Password password = Password.of(text)) {
      assertThat(password.reveal()).isEqualTo(text);
      assertThat(Password.ofBytes(password.bytes())).isEqualTo(password);
    }
  }
}
