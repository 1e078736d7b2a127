package io.pgcluster.credential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform whose providers have no MD5, as a FIPS one, in a JVM of its own. */
class PgMd5WithoutPlatformMd5Test {

  @Test
  void makes_md5_where_the_platform_has_none(@TempDir Path folder) throws Exception {
    Path security = folder.resolve("java.security");
    Files.writeString(security, "security.provider.1=SunJCE\n");
    ProgramRunner.Result result =
        ProgramRunner.local()
            .run(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Djava.security.properties==" + security,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                new byte[0]);
    assertThat(new String(result.stderr(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(new String(result.stdout(), StandardCharsets.UTF_8).lines())
        .containsExactly("no platform MD5", "md532e12f215ba27cb750c9e093ce4b5127");
  }

  /** What that JVM runs. */
  static final class Main {

    private Main() {}

    public static void main(String[] args) {
      try {
        MessageDigest.getInstance("MD5");
      } catch (NoSuchAlgorithmException e) {
        System.out.println("no platform MD5");
      }
      System.out.println(PgMd5.userPassword("postgres", "password"));
    }
  }
}
