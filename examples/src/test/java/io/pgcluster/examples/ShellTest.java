package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.credential.ScramVerifier;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The words for JShell; JShellIT takes them into it. */
class ShellTest {
  @Test
  void help_names_every_word() {
    String help = Captured.by(Shell::help);

    assertThat(
            Stream.of(Shell.class, ShellRuns.class)
                .flatMap(words -> Arrays.stream(words.getDeclaredMethods())))
        .filteredOn(m -> Modifier.isPublic(m.getModifiers()) && !m.getName().equals("help"))
        .extracting(Method::getName)
        .allSatisfy(word -> assertThat(help).contains(" " + word + "("));
  }

  @Test
  void a_file_gives_the_cluster_that_its_yaml_says() throws IOException {
    PgCluster orders = Shell.read("orders.yaml");

    String yaml = Captured.by(() -> Shell.yaml(orders));

    assertThat(Shell.form().read(yaml)).isEqualTo(orders);
  }

  @Test
  void a_change_is_made_to_the_defaults() {
    assertThat(Shell.cluster("orders", c -> c.standbys(3)))
        .isEqualTo(Shell.cluster("orders").build().toBuilder().standbys(3).build());
  }

  @Test
  void pg_md5_and_pg_enc_are_as_the_programs_are() {
    assertThat(Shell.pgMd5("password")).isEqualTo("5f4dcc3b5aa765d61d8327deb882cf99");
    assertThat(Shell.poolPasswdAes("testkey", "app", "s3cr3t"))
        .isEqualTo("app:AESLF3XLorvL0ME3Fe7TvETrw==");
  }

  @Test
  void a_verifier_is_of_its_password_and_new_each_time() {
    String verifier = Shell.scram("pencil");

    assertThat(ScramVerifier.parse(verifier).matches("pencil")).isTrue();
    assertThat(Shell.scram("pencil")).isNotEqualTo(verifier);
  }

  @Test
  void base64_goes_both_ways() {
    assertThat(Shell.unbase64(Shell.base64("postgres:md5"))).isEqualTo("postgres:md5");
  }

  @Test
  void a_text_of_lines_goes_into_a_secret() {
    Shell.Text file = Shell.poolPasswd("", "app", "password");

    assertThat(Captured.by(() -> Shell.secret("pool", "pool_passwd", file)))
        .contains("pool_passwd: \"" + Shell.base64(file) + "\"");
  }
}
