package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgcluster.credential.RandomCredentials.Credential;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs where pgpool's programs are installed (Debian: {@code apt-get install pgpool2}). */
class PgpoolProgramsIT {

  private static final long SEED = 20261124;

  private final PgpoolPrograms programs = new PgpoolPrograms(ProgramRunner.local());

  @BeforeEach
  void needs_the_programs() {
    assumeTrue(
        programs.installed(),
        "pg_md5 and pg_enc are neither on the PATH nor in /usr/sbin: apt-get install pgpool2");
  }

  @Test
  void md5_is_that_of_pg_md5() {
    CredentialVectors.compareMd5(programs, SEED, 3000);
  }

  @Test
  void md5_is_that_of_pg_md5_for_names_with_colons() {
    CredentialVectors.compareMd5OneByOne(programs, SEED, 100);
  }

  @Test
  void aes_is_that_of_pg_enc() {
    CredentialVectors.compareAes(programs, SEED, 3000);
  }

  @Test
  void pg_enc_makes_entries_that_pgpool_would_cut() {
    // Why longer passwords are refused: pg_enc takes them and pgpool reads 128 characters.
    assertThat(programs.aesTokens("k", List.of(new Credential("u", "x".repeat(80)))))
        .allSatisfy(token -> assertThat(token).hasSizeGreaterThan(128));
  }

  @Test
  void pg_md5_forgets_to_escape_names() {
    // Why PgMd5.line escapes: of this line pgpool takes the user "a" to have the password "b".
    assertThat(programs.md5LinesOneByOne(List.of(new Credential("a:b", "pw"))))
        .containsExactly("a:b:" + PgMd5.userPassword("a:b", "pw"));
  }
}
