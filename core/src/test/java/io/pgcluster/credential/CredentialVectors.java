package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.RandomCredentials.Credential;
import java.util.List;

/** Compares what this library makes of random credentials with what pgpool's programs make. */
public final class CredentialVectors {

  /** pg_md5's own limit (MAX_INPUT_SIZE). */
  private static final int MAX_MD5_BYTES = 128;

  private CredentialVectors() {}

  /** Bare digests and {@code md5…} lines of so many pairs whose names have no colon. */
  public static void compareMd5(PgpoolPrograms programs, long seed, int pairs) {
    List<Credential> credentials = withoutColon(seed, pairs, MAX_MD5_BYTES);
    assertThat(programs.digests(credentials))
        .containsExactlyElementsOf(
            credentials.stream().map(c -> PgMd5.digest(c.password())).toList());
    assertThat(programs.md5Lines(credentials))
        .containsExactlyElementsOf(credentials.stream().map(CredentialVectors::rawLine).toList());
  }

  /** {@code md5…} lines of so many pairs with every kind of name, a launch for each. */
  public static void compareMd5OneByOne(PgpoolPrograms programs, long seed, int pairs) {
    List<Credential> credentials =
        RandomCredentials.seeded(seed).pairs(pairs, MAX_MD5_BYTES).stream()
            .map(c -> new Credential(shortened(":" + c.name()), c.password()))
            .toList();
    assertThat(programs.md5LinesOneByOne(credentials))
        .containsExactlyElementsOf(credentials.stream().map(CredentialVectors::rawLine).toList());
  }

  /** AES entries of so many passwords, and back. */
  public static void compareAes(PgpoolPrograms programs, long seed, int pairs) {
    List<Credential> credentials = withoutColon(seed, pairs, PoolKey.MAX_PASSWORD_BYTES);
    for (String key :
        List.of("testkey", "big secret", "k", "x".repeat(255), "schlüssel: \\ \"'$")) {
      try (PoolKey poolKey = PoolKey.of(key)) {
        List<String> tokens = programs.aesTokens(key, credentials);
        assertThat(tokens)
            .containsExactlyElementsOf(
                credentials.stream().map(c -> poolKey.encrypt(c.password())).toList());
        assertThat(tokens.stream().map(token -> poolKey.decrypt(token).reveal()))
            .containsExactlyElementsOf(credentials.stream().map(Credential::password).toList());
      }
    }
  }

  /** pg_md5 writes the name as it is: the one difference from {@link PgMd5#line}. */
  private static String rawLine(Credential c) {
    return c.name() + ":" + PgMd5.userPassword(c.name(), c.password());
  }

  private static String shortened(String name) {
    int end = name.length();
    while (name.substring(0, end).getBytes(java.nio.charset.StandardCharsets.UTF_8).length
        > RandomCredentials.MAX_NAME_BYTES) {
      end = name.offsetByCodePoints(end, -1);
    }
    return name.substring(0, end);
  }

  private static List<Credential> withoutColon(long seed, int pairs, int maxPasswordBytes) {
    return RandomCredentials.seeded(seed).pairs(2 * pairs, maxPasswordBytes).stream()
        .filter(c -> c.name().indexOf(':') < 0)
        .limit(pairs)
        .toList();
  }
}
