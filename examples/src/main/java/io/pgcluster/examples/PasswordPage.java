package io.pgcluster.examples;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.SecretData;
import java.util.Map;

/**
 * How passwords were changed by hand in 2018, step by step: pg_md5 or psql for the digest, an
 * editor for pool_passwd, base64 for the Secret. Each step is one call, and needs neither pgpool
 * nor a cluster.
 *
 * <p>A cluster of this library needs none of it: it makes its own files. This is for pools that
 * somebody else made.
 *
 * @since 0.1
 */
public final class PasswordPage {
  private PasswordPage() {}

  /**
   * Prints each step.
   *
   * @param args none
   */
  public static void main(String... args) {
    // The pool_passwd there is: the entry of another user, which stays, and one to replace.
    String file = "testuser:md599e8713364988502fa6189781bcf648f\npostgres:md5" + "0".repeat(32);

    // tag::password-page
    // pg_md5 --md5auth --username=postgres password; also what pg_shadow shows of an md5 role
    String md5 = PgMd5.userPassword("postgres", "password");

    // the line of pool_passwd
    String line = PgMd5.line("postgres", "password");

    // echo -n 'postgres:md5…' | base64
    String base64 = SecretData.encode(line);

    // the file with the user's entry replaced; other lines and the order stay
    String changed = PoolPasswd.parse(file).put("postgres", md5).render();

    // kubectl edit secret pgpool-secrets
    Secret secret = SecretData.secret("pgpool-secrets", Map.of("pool_passwd", changed));
    // end::password-page

    System.out.println(md5);
    System.out.println(line);
    System.out.println(base64);
    System.out.println(changed);
    System.out.print(Serialization.asYaml(secret));
  }
}
