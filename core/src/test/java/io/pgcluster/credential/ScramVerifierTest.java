package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import java.util.Base64;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScramVerifierTest {

  private static final String SALT_TEXT = "W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final String STORED_KEY = "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=";
  private static final String SERVER_KEY = "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  /** Password, salt and iterations of the example in RFC 7677. */
  private static final String PENCIL =
      "SCRAM-SHA-256$4096:" + SALT_TEXT + "$" + STORED_KEY + ":" + SERVER_KEY;

  private static final byte[] SALT = Base64.getDecoder().decode(SALT_TEXT);

  @Test
  void makes_the_verifier_of_rfc_7677() {
    assertThat(ScramVerifier.of("pencil", SALT, 4096).text()).isEqualTo(PENCIL);
    assertThat(ScramVerifier.of(Password.of("pencil"), SALT).text()).isEqualTo(PENCIL);
  }

  @Test
  void tells_the_right_password() {
    ScramVerifier verifier = ScramVerifier.parse(PENCIL);
    assertThat(verifier.iterations()).isEqualTo(4096);
    assertThat(verifier.salt()).isEqualTo(SALT);
    assertThat(verifier.matches("pencil")).isTrue();
    assertThat(verifier.matches("Pencil")).isFalse();
  }

  @Test
  void takes_passwords_as_equal_that_saslprep_makes_equal() {
    ScramVerifier verifier = ScramVerifier.of("I\u00adX", SALT, 1);
    assertThat(verifier.matches("IX")).isTrue();
    assertThat(verifier.matches("\u2168")).isTrue();
  }

  @Test
  void does_not_show_its_keys() {
    assertThat(ScramVerifier.parse(PENCIL).toString())
        .isEqualTo("ScramVerifier[iterations=4096, keys redacted]");
  }

  @ParameterizedTest
  @CsvSource({
    "'',is not of the form",
    "md532e12f215ba27cb750c9e093ce4b5127,is not of the form",
    "scram-sha-256$4096:SALT$STORED:SERVER,is not of the form",
    "SCRAM-SHA-256$4096:SALT$STORED,is not of the form",
    "SCRAM-SHA-256$4096:SALT$STORED:SERVER:,is not of the form",
    "SCRAM-SHA-256$-1:SALT$STORED:SERVER,is not of the form",
    "SCRAM-SHA-256$0:SALT$STORED:SERVER,number of iterations",
    "SCRAM-SHA-256$4294967297:SALT$STORED:SERVER,number of iterations",
    "SCRAM-SHA-256$4096:W22Za!0SNY7soEsUEjb6gQ==$STORED:SERVER,its salt is not base64",
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ$STORED:SERVER,its salt is not base64",
    "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gR==$STORED:SERVER,its salt is not base64",
    "SCRAM-SHA-256$4096:SALT$SALT:SERVER,its StoredKey has 16 bytes",
    "SCRAM-SHA-256$4096:SALT$STORED:SALT,its ServerKey has 16 bytes",
  })
  void refuses_what_is_not_a_verifier_without_showing_it(String text, String why) {
    String verifier =
        text.replace("SALT", SALT_TEXT).replace("STORED", STORED_KEY).replace("SERVER", SERVER_KEY);
    assertThatThrownBy(() -> ScramVerifier.parse(verifier))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("SCRAM verifier: ")
        .hasMessageContaining(why)
        .hasMessageNotContaining(STORED_KEY);
  }

  @Test
  void refuses_no_salt_and_no_iterations() {
    assertThatThrownBy(() -> ScramVerifier.of("pw", new byte[0], 4096))
        .hasMessageContaining("salt is empty");
    assertThatThrownBy(() -> ScramVerifier.of("pw", SALT, 0)).hasMessageContaining("0 iterations");
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void reads_what_it_writes(
      @ForAll long seed,
      @ForAll @Size(min = 1, max = 32) byte[] salt,
      @ForAll @IntRange(min = 1, max = 5) int iterations) {
    String password = RandomCredentials.seeded(seed).password(80);
    ScramVerifier verifier = ScramVerifier.of(password, salt, iterations);
    ScramVerifier read = ScramVerifier.parse(verifier.text());
    assertThat(read).isEqualTo(verifier).hasSameHashCodeAs(verifier);
    assertThat(read.text()).isEqualTo(verifier.text());
    assertThat(read.matches(password)).isTrue();
    assertThat(read.matches(password + "x")).isFalse();
  }

  @Property
  void never_fails_but_with_its_own_exception(@ForAll String text) {
    assertThatThrownBy(() -> ScramVerifier.parse(text)).isInstanceOf(PgClusterException.class);
    assertThatThrownBy(() -> ScramVerifier.parse("SCRAM-SHA-256$1:" + text))
        .isInstanceOf(PgClusterException.class);
  }
}
