package io.pgcluster.credential;

import static io.pgcluster.credential.PoolPasswdEntry.Kind.AES;
import static io.pgcluster.credential.PoolPasswdEntry.Kind.MD5;
import static io.pgcluster.credential.PoolPasswdEntry.Kind.PLAIN;
import static io.pgcluster.credential.PoolPasswdEntry.Kind.SCRAM;
import static io.pgcluster.credential.PoolPasswdEntry.Kind.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.PgClusterException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoolPasswdTest {

  private static final String MD5_TOKEN = "md532e12f215ba27cb750c9e093ce4b5127";

  @Test
  void replaces_the_article_s_entry_and_keeps_the_rest() {
    String file =
        """
        # made by hand
        postgres:md5dc5aac68d3de3d518e49660904174d0c

        testuser:md599e8713364988502fa6189781bcf648f
        what is this
        """;
    String changed =
        PoolPasswd.parse(file)
            .put("postgres", PgMd5.userPassword("postgres", "password"))
            .put("app", PoolKey.of("testkey").encrypt("s3cr3t"))
            .render();
    assertThat(changed)
        .isEqualTo(
            """
            # made by hand
            postgres:md532e12f215ba27cb750c9e093ce4b5127

            testuser:md599e8713364988502fa6189781bcf648f
            what is this
            app:AESLF3XLorvL0ME3Fe7TvETrw==
            """);
  }

  @Test
  void starts_a_new_line_after_a_file_without_a_last_one() {
    // pg_md5 would append to the last line and break both entries.
    assertThat(PoolPasswd.parse("a:" + MD5_TOKEN).put("b", MD5_TOKEN).render())
        .isEqualTo("a:" + MD5_TOKEN + "\nb:" + MD5_TOKEN + "\n");
  }

  @Test
  void escapes_names_and_text_passwords() {
    PoolPasswd file = PoolPasswd.empty().put(PoolPasswdEntry.text("a:b\\c", Password.of("p:w\\d")));
    assertThat(file.render()).isEqualTo("a\\:b\\\\c:TEXTp\\:w\\\\d\n");
    assertThat(PoolPasswd.parse(file.render()).find("a:b\\c").orElseThrow().token())
        .isEqualTo("TEXTp:w\\d");
  }

  @Test
  void takes_the_first_entry_of_a_user_as_pgpool_does() {
    PoolPasswd file = PoolPasswd.parse("a:TEXTone\nb:TEXTb\na:TEXTtwo\n");
    assertThat(file.find("a").orElseThrow().token()).isEqualTo("TEXTone");
    assertThat(file.entries()).extracting(PoolPasswdEntry::user).containsExactly("a", "b");
    assertThat(file.put("a", "TEXTnew").render()).isEqualTo("a:TEXTnew\nb:TEXTb\n");
    assertThat(file.remove("a").render()).isEqualTo("b:TEXTb\n");
  }

  @Test
  void skips_an_entry_without_a_password_as_pgpool_does() {
    assertThat(PoolPasswd.parse("a:\na:TEXTtwo\n").find("a").orElseThrow().token())
        .isEqualTo("TEXTtwo");
  }

  @Test
  void takes_a_commented_entry_for_one_of_another_user_as_pgpool_does() {
    PoolPasswd file = PoolPasswd.parse("#a:TEXTone\n");
    assertThat(file.find("a")).isEmpty();
    assertThat(file.find("#a")).isPresent();
  }

  @Test
  void keeps_the_user_and_password_for_the_backend() {
    assertThat(PoolPasswd.parse("a:TEXTold:back\\:end:TEXTpw\n").put("a", "TEXTnew").render())
        .isEqualTo("a:TEXTnew:back\\:end:TEXTpw\n");
  }

  @ParameterizedTest
  @CsvSource({
    MD5_TOKEN + ", MD5",
    "md5abc, PLAIN",
    "AESLF3XLorvL0ME3Fe7TvETrw==, AES",
    "TEXTpw, TEXT",
    "text, PLAIN",
    "SCRAM-SHA-256$4096:x$y\\:z, SCRAM",
  })
  void tells_kinds_apart_as_pgpool_does(String token, PoolPasswdEntry.Kind kind) {
    assertThat(PoolPasswd.parse("u:" + token).find("u").orElseThrow().kind()).isEqualTo(kind);
  }

  @Test
  void makes_each_kind_from_a_password() {
    Password password = Password.of("s3cr3t");
    PoolPasswd file =
        PoolPasswd.empty()
            .put(PoolPasswdEntry.md5("m", password))
            .put(PoolPasswdEntry.aes("a", password, PoolKey.of("testkey")))
            .put(PoolPasswdEntry.text("t", password));
    assertThat(file.entries()).extracting(PoolPasswdEntry::kind).containsExactly(MD5, AES, TEXT);
    assertThat(file.render())
        .isEqualTo(PgMd5.line("m", "s3cr3t") + "\na:AESLF3XLorvL0ME3Fe7TvETrw==\nt:TEXTs3cr3t\n");
  }

  @Test
  void writes_the_password_as_scram_takes_it_for_pgpool_does_not_prepare_it() {
    Password password = Password.of("\ufb01\u00b2");
    PoolKey key = PoolKey.of("testkey");
    assertThat(PoolPasswdEntry.text("u", password).token()).isEqualTo("TEXTfi2");
    assertThat(key.decrypt(PoolPasswdEntry.aes("u", password, key).token()).reveal())
        .isEqualTo("fi2");
    // pg_enc itself takes it as it is, and so does PoolKey.
    assertThat(key.decrypt(key.encrypt(password))).isEqualTo(password);
  }

  @ParameterizedTest
  @CsvSource({
    "plain, must begin with md5",
    "md532E12F215BA27CB750C9E093CE4B5127, 32 lower-case hexadecimal",
    "md5123, must begin with md5",
    "AESxyz, not base64",
    "AESLF3XLorvL0ME3Fe7TvET, 15 encrypted bytes",
    "TEXT, is empty",
    "'TEXTa\nb', line break",
  })
  void refuses_tokens_that_pgpool_could_not_use(String token, String reason) {
    assertThatThrownBy(() -> PoolPasswd.empty().put("app", token))
        .isInstanceOf(PgClusterException.class)
        .hasMessageStartingWith("pool_passwd, user \"app\": ")
        .hasMessageContaining(reason);
  }

  @Test
  void refuses_scram_verifiers_with_the_reason() {
    String verifier = ScramVerifier.of("pw", new byte[16], 1).text();
    assertThatThrownBy(() -> PoolPasswd.empty().put("app", verifier))
        .hasMessageContaining("cannot log in to PostgreSQL with a SCRAM verifier")
        .hasMessageContaining("AES or TEXT")
        .hasMessageNotContaining(verifier);
    PoolPasswdEntry read =
        PoolPasswd.parse("u:" + ColonFields.escape(verifier)).find("u").orElseThrow();
    assertThat(read.kind()).isEqualTo(SCRAM);
    assertThat(read.problem()).contains("SCRAM");
  }

  @Test
  void refuses_text_passwords_that_pgpool_would_cut() {
    assertThat(PoolPasswdEntry.text("app", Password.of("x".repeat(124))).token()).hasSize(128);
    assertThatThrownBy(() -> PoolPasswdEntry.text("app", Password.of("x".repeat(125))))
        .hasMessageContaining("has 125 bytes and a TEXT entry takes 124")
        .hasMessageNotContaining("xx");
    assertThatThrownBy(() -> PoolPasswdEntry.text("app", Password.of("ä".repeat(63))))
        .hasMessageContaining("126 bytes");
    // Escapes do not count: pgpool counts what they stand for.
    assertThat(PoolPasswdEntry.text("app", Password.of(":".repeat(124))).line()).hasSize(256);
  }

  @Test
  void refuses_passwords_that_scram_makes_too_long() {
    // 3 bytes that become 18 characters, 33 bytes
    Password password = Password.of("\ufdfa".repeat(4));
    assertThatThrownBy(() -> PoolPasswdEntry.text("app", password))
        .hasMessageContaining("grows from 12 to 132 bytes");
    assertThatThrownBy(() -> PoolPasswdEntry.aes("app", password, PoolKey.of("k")))
        .hasMessageContaining("grows from 12 to 132 bytes");
  }

  @Test
  void refuses_passwords_and_names_that_break_the_line() {
    assertThatThrownBy(() -> PoolPasswdEntry.text("app", Password.of("a\nb")))
        .hasMessageContaining("line break")
        .hasMessageNotContaining("a\nb");
    assertThatThrownBy(() -> PoolPasswd.empty().put("a\nb", MD5_TOKEN))
        .hasMessageContaining("line break");
  }

  @Test
  void refuses_a_file_with_crlf() {
    assertThatThrownBy(() -> PoolPasswd.parse("# x\r\na:" + MD5_TOKEN + "\r\n"))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("line 2: ends in CR LF")
        .hasMessageNotContaining(MD5_TOKEN);
    assertThat(PoolPasswd.parse("# x\r\n").render()).isEqualTo("# x\r\n");
  }

  @Test
  void merges_another_file_over_this_one() {
    PoolPasswd ours = PoolPasswd.parse("# ours\na:TEXTold\nb:TEXTb\n");
    PoolPasswd theirs = PoolPasswd.parse("# theirs\nc:TEXTc\na:TEXTnew\n");
    assertThat(ours.merge(theirs).render()).isEqualTo("# ours\na:TEXTnew\nb:TEXTb\nc:TEXTc\n");
  }

  @Test
  void refuses_to_merge_what_pgpool_could_not_use() {
    PoolPasswd theirs = PoolPasswd.parse("a:plain\n");
    assertThat(theirs.find("a").orElseThrow().kind()).isEqualTo(PLAIN);
    assertThatThrownBy(() -> PoolPasswd.empty().merge(theirs))
        .hasMessageContaining("user \"a\"")
        .hasMessageNotContaining("plain\n");
  }

  @Test
  void shows_users_and_kinds_alone() {
    assertThat(PoolPasswd.parse("a:TEXTsecret\nb:" + MD5_TOKEN + "\nTEXTsecret\n"))
        .hasToString("PoolPasswd[a:TEXT[redacted], b:MD5[redacted]]");
  }

  @Property
  void keeps_every_file_as_it_is(@ForAll @Chars({'\n', ':', '\\', '#', 'a', 'b'}) String file) {
    assertThat(PoolPasswd.parse(file).render()).isEqualTo(file);
  }

  @Property
  void finds_what_it_put_in_any_file(
      @ForAll long seed, @ForAll @Chars({'\n', ':', '\\', '#', 'a', 'b'}) String file) {
    RandomCredentials random = RandomCredentials.seeded(seed);
    PoolPasswdEntry entry = PoolPasswdEntry.text(random.name(), Password.of(random.password(24)));
    PoolPasswd before = PoolPasswd.parse(file);
    PoolPasswd after = PoolPasswd.parse(before.put(entry).render());
    assertThat(after.find(entry.user())).hasValue(entry);
    assertThat(after.entries())
        .containsAll(
            before.entries().stream().filter(e -> !e.user().equals(entry.user())).toList());
    assertThat(after.remove(entry.user()).find(entry.user())).isEmpty();
  }
}
