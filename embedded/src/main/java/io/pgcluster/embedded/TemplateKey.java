package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.topology.ServerParameters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names a template after all that is in it. A code with a key of this user's own, so that nobody
 * else can try passwords against the name.
 */
final class TemplateKey {
  /** Changes whenever templates are made in another way. */
  private static final String LAYOUT = "2";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private TemplateKey() {}

  static String of(PgCluster cluster, PostgresHome home, UserCache cache) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key(cache), ALGORITHM));
      AccessSettings access = cluster.access();
      add(mac, LAYOUT);
      add(mac, RunAs.current().owner().map(Object::toString).orElse(""));
      add(mac, home.programs().toString());
      add(mac, home.version());
      // All of them: those that follow from the router's size too.
      add(mac, ServerParameters.of(cluster).toString());
      add(mac, cluster.postgres().passwordEncryption().name());
      add(mac, Integer.toString(cluster.standbys().count()));
      // Shows everything but secrets, which follow.
      add(mac, access.toString());
      add(mac, access.setupSql());
      for (Role role : withPasswords(access)) {
        role.password().ifPresent(password -> add(mac, password));
      }
      return HexFormat.of().formatHex(mac.doFinal()).substring(0, 32);
    } catch (GeneralSecurityException e) {
      throw new PgClusterException("this Java has no " + ALGORITHM, e);
    } catch (IOException e) {
      throw new PgClusterException("cache %s: cannot be written to".formatted(cache.root()), e);
    }
  }

  private static List<Role> withPasswords(AccessSettings access) {
    List<Role> roles = new ArrayList<>(List.of(access.superuser(), access.replication()));
    roles.addAll(access.roles());
    return roles;
  }

  private static void add(Mac mac, String text) {
    add(mac, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void add(Mac mac, Password password) {
    password.use(
        bytes -> {
          add(mac, bytes);
          return "";
        });
  }

  /** With its length before it, so that no two lists of texts look the same. */
  private static void add(Mac mac, byte[] bytes) {
    mac.update(
        new byte[] {
          (byte) (bytes.length >>> 24),
          (byte) (bytes.length >>> 16),
          (byte) (bytes.length >>> 8),
          (byte) bytes.length
        });
    mac.update(bytes);
  }

  private static byte[] key(UserCache cache) throws IOException {
    Path folder =
        cache.get(
            "keys/template",
            target -> {
              byte[] key = new byte[KEY_BYTES];
              new SecureRandom().nextBytes(key);
              FileOwners.writeSecret(target.resolve("key"), HexFormat.of().formatHex(key));
            });
    return HexFormat.of().parseHex(Files.readString(folder.resolve("key")));
  }
}
