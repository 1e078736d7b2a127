package io.pgcluster.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.ScramVerifier;
import org.junit.jupiter.api.Test;

class ExpectedVerifierTest {
  private static final Password PASSWORD = Password.of("pässword");
  private static final String SCRAM = ScramVerifier.of(PASSWORD, new byte[16]).text();
  private static final String MD5 = PgMd5.userPassword("app", PASSWORD);

  @Test
  void a_password_matches_its_verifiers_of_both_kinds() {
    ExpectedVerifier expected = ExpectedVerifier.ofPassword("app", PASSWORD);

    assertThat(expected.matches(SCRAM)).isTrue();
    assertThat(expected.matches(ScramVerifier.of(PASSWORD, new byte[] {1}, 7).text())).isTrue();
    assertThat(expected.matches(MD5)).isTrue();
  }

  @Test
  void a_password_matches_nothing_else() {
    ExpectedVerifier expected = ExpectedVerifier.ofPassword("app", PASSWORD);

    assertThat(expected.matches(ScramVerifier.of("password", new byte[16], 4096).text())).isFalse();
    assertThat(expected.matches(PgMd5.userPassword("other", PASSWORD))).isFalse();
    assertThat(expected.matches("SCRAM-SHA-256$4096:broken")).isFalse();
    assertThat(expected.matches("pässword")).isFalse();
    assertThat(expected.matches("")).isFalse();
  }

  @Test
  void a_text_matches_itself_alone() {
    assertThat(ExpectedVerifier.of(SCRAM).matches(SCRAM)).isTrue();
    assertThat(ExpectedVerifier.of(SCRAM).matches(MD5)).isFalse();
    assertThat(ExpectedVerifier.of(MD5).matches(MD5)).isTrue();
  }

  @Test
  void shows_neither_password_nor_verifier() {
    assertThat(ExpectedVerifier.of(SCRAM)).hasToString("ExpectedVerifier[redacted]");
  }
}
