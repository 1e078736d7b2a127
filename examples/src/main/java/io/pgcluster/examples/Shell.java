package io.pgcluster.examples;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.PoolKey;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.credential.ScramVerifier;
import io.pgcluster.credential.SecretData;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Short words for JShell, which {@code examples/jshell/run} opens. What is short is returned, and
 * JShell shows it; what has many lines is printed.
 *
 * @since 0.1
 */
public final class Shell {
  private Shell() {}

  /** Prints what there is. */
  public static void help() {
    System.out.print(
        """
        A cluster
          article("d-...", "cn-hangzhou-b")    that of the article, on this disk
          cluster("orders")                    one with all defaults
          cluster("orders").standbys(2)        and version, parameter, role, database, withoutRouter
          cluster("orders", c -> c.standbys(2))  by the library's builder
          read("orders.yaml")                  from a file
          yaml(cluster)  manifests(cluster)    print it
          plan(cluster)                        what would be written to Kubernetes, in order
        Running
          cluster("demo").start()  start(cluster)  on this machine; ends with JShell, or by stop(running)
          up(cluster)  up(cluster, "db")       on the Kubernetes that kubectl would take; in a namespace
          connect()  connect("db")             there: apply, find, list, ...
          tree(running)  lag(running)          the instances; how far each standby is behind
          proof(running)                       prints what verify() shows
          sql(running, "SELECT 1")             on the primary; sql(running, Route.REPLICA, "SELECT 1")
          pause(running, "demo-replica-0")     it lags; resume(running, "demo-replica-0")
          kill(running, "demo-primary-0")      and promote(running, "demo-replica-0")
          revive(running, "demo-primary-0")    starts what was killed
        Passwords
          pgMd5("password")                    pg_md5 password
          pgMd5("user", "password")            pg_md5 --md5auth
          poolPasswd("user", "password")       the line of pool_passwd
          poolPasswd(file, "user", "password") the file with that line
          base64("text")  unbase64("dGV4dA==")
          secret("name", "key", "value")       prints a Secret
          poolPasswdAes("key", "user", "password")  scram("password")
        All else is the library's API: PgClusterBuilder, Manifests, PgMd5, PoolPasswd, ...
        """);
  }

  /**
   * The article's cluster.
   *
   * @param diskId the primary's disk, {@code d-…}
   * @param zone where the disk is
   * @return the description
   */
  public static PgCluster article(String diskId, String zone) {
    return ArticleCluster.on(diskId, zone);
  }

  /**
   * A cluster with all defaults, to be changed and run.
   *
   * @param name its name
   * @return the description
   */
  public static ShellCluster cluster(String name) {
    return new ShellCluster(PgClusterBuilder.named(name).build());
  }

  /**
   * A cluster.
   *
   * @param name its name
   * @param change what is not the default
   * @return the description
   */
  public static PgCluster cluster(String name, Consumer<PgClusterBuilder> change) {
    PgClusterBuilder builder = PgClusterBuilder.named(name);
    change.accept(builder);
    return builder.build();
  }

  /**
   * A cluster from a file.
   *
   * @param file its YAML form
   * @return the description
   * @throws IOException if the file cannot be read
   */
  public static PgCluster read(String file) throws IOException {
    return form().read(Files.readString(Path.of(file)));
  }

  static PgClusterYaml form() {
    return PgClusterYaml.with(AliyunDisk.STATIC, AliyunDisk.DYNAMIC);
  }

  /**
   * Prints the YAML form.
   *
   * @param cluster a description
   */
  public static void yaml(PgCluster cluster) {
    System.out.print(form().write(cluster));
  }

  /**
   * Prints the YAML form.
   *
   * @param cluster a description
   */
  public static void yaml(ShellCluster cluster) {
    yaml(cluster.spec());
  }

  /**
   * Prints the Kubernetes objects, with new passwords, for the namespace {@code default}.
   *
   * @param cluster a description
   */
  public static void manifests(PgCluster cluster) {
    var secrets = ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong());
    System.out.print(Manifests.of(cluster, "default", secrets).toYaml());
  }

  /**
   * Prints the Kubernetes objects, with new passwords, for the namespace {@code default}.
   *
   * @param cluster a description
   */
  public static void manifests(ShellCluster cluster) {
    manifests(cluster.spec());
  }

  /**
   * The objects that an apply on Kubernetes would write.
   *
   * @param cluster a description
   * @return a line for each with kind and name, in the order in which they are written
   */
  public static Text plan(PgCluster cluster) {
    var secrets = ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong());
    return new Text(
        Manifests.of(cluster, "default", secrets).stream()
            .map(m -> "%-21s %s".formatted(m.kind(), m.name()))
            .collect(Collectors.joining("\n", cluster + "\n", "")));
  }

  /**
   * The objects that an apply on Kubernetes would write.
   *
   * @param cluster a description
   * @return a line for each with kind and name, in the order in which they are written
   */
  public static Text plan(ShellCluster cluster) {
    return plan(cluster.spec());
  }

  /**
   * {@code pg_md5 password}.
   *
   * @param password any text
   * @return 32 hexadecimal digits
   */
  public static String pgMd5(String password) {
    return PgMd5.digest(password);
  }

  /**
   * {@code pg_md5 --md5auth}, and what pg_shadow shows of an md5 role.
   *
   * @param user the role
   * @param password its password
   * @return {@code md5} and 32 hexadecimal digits
   */
  public static String pgMd5(String user, String password) {
    return PgMd5.userPassword(user, password);
  }

  /**
   * A line of pool_passwd.
   *
   * @param user the role
   * @param password its password
   * @return {@code user:md5…}
   */
  public static String poolPasswd(String user, String password) {
    return PgMd5.line(user, password);
  }

  /**
   * A pool_passwd with the entry of a role put in, or replaced.
   *
   * @param file the text of the file there is
   * @param user the role
   * @param password its password
   * @return the text of the new file
   */
  public static Text poolPasswd(CharSequence file, String user, String password) {
    PoolPasswd before = PoolPasswd.parse(file.toString());
    return new Text(before.put(user, PgMd5.userPassword(user, password)).render());
  }

  /**
   * A line of pool_passwd as {@code pg_enc} makes it, for databases with SCRAM.
   *
   * @param poolKey pgpool's key
   * @param user the role
   * @param password its password
   * @return {@code user:AES…}
   */
  public static String poolPasswdAes(String poolKey, String user, String password) {
    try (PoolKey key = PoolKey.of(poolKey);
        Password secret = Password.of(password)) {
      return PoolPasswd.empty().put(PoolPasswdEntry.aes(user, secret, key)).render().strip();
    }
  }

  /**
   * What PostgreSQL stores of a password, with a new salt.
   *
   * @param password the password
   * @return {@code SCRAM-SHA-256$…}
   */
  public static String scram(String password) {
    try (Password secret = Password.of(password)) {
      return ScramVerifier.of(secret, SecretSource.strong().salt()).text();
    }
  }

  /**
   * {@code echo -n … | base64}.
   *
   * @param text any text
   * @return as the data of a Secret has it
   */
  public static String base64(CharSequence text) {
    return SecretData.encode(text.toString());
  }

  /**
   * {@code base64 -d}.
   *
   * @param data as the data of a Secret has it
   * @return the text
   */
  public static String unbase64(String data) {
    return SecretData.decode(data);
  }

  /**
   * Prints a Secret for {@code kubectl apply -f -}.
   *
   * @param name its name
   * @param key its key
   * @param value the text, not in base64
   */
  public static void secret(String name, String key, CharSequence value) {
    System.out.print(Serialization.asYaml(SecretData.secret(name, Map.of(key, value.toString()))));
  }

  /**
   * A text of several lines, which JShell would show as one if it were a String.
   *
   * @param text the text
   */
  public record Text(String text) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
