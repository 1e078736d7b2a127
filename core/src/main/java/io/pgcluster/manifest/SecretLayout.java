package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.Secret;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretData;
import java.util.SortedMap;
import java.util.TreeMap;

/** Under which keys the Secret of a cluster keeps what. */
final class SecretLayout {
  private static final String PASSWORD = "password.";
  private static final String VERIFIER = "verifier.";
  private static final String LOGIN = "login.";
  private static final String POOL_KEY = "pool-key";

  private static final String STAGED = "next.";
  private static final String FORMER = "former.";

  private SecretLayout() {}

  static SecretData write(ClusterSecrets secrets) {
    SecretData data = SecretData.empty().with(POOL_KEY, secrets.poolKey());
    data = add(data, "", secrets.roles());
    data = add(data, STAGED, secrets.staged());
    data = add(data, FORMER, secrets.former());
    for (var login : secrets.logins().entrySet()) {
      data = data.with(LOGIN + SecretKeys.escape(login.getKey()), login.getValue());
    }
    return data;
  }

  private static SecretData add(
      SecretData before, String prefix, SortedMap<String, RoleSecret> roles) {
    SecretData data = before;
    for (var role : roles.entrySet()) {
      String key = SecretKeys.escape(role.getKey());
      data =
          data.with(prefix + PASSWORD + key, role.getValue().password())
              .with(prefix + VERIFIER + key, role.getValue().verifier());
    }
    return data;
  }

  static ClusterSecrets read(Secret secret) {
    SecretData data = SecretData.from(secret);
    String name = secret.getMetadata() == null ? "" : secret.getMetadata().getName();
    return new ClusterSecrets(
        roles(name, data, ""),
        required(name, data, POOL_KEY),
        roles(name, data, STAGED),
        roles(name, data, FORMER),
        logins(data));
  }

  private static SortedMap<String, RoleSecret> roles(String name, SecretData data, String prefix) {
    TreeMap<String, RoleSecret> roles = new TreeMap<>();
    for (String key : data.keys()) {
      if (key.startsWith(prefix + PASSWORD)) {
        String role = key.substring(prefix.length() + PASSWORD.length());
        roles.put(
            SecretKeys.unescape(role),
            new RoleSecret(
                required(name, data, key), data.text(prefix + VERIFIER + role).orElse("")));
      }
    }
    return roles;
  }

  private static SortedMap<String, String> logins(SecretData data) {
    TreeMap<String, String> logins = new TreeMap<>();
    for (String key : data.keys()) {
      if (key.startsWith(LOGIN)) {
        logins.put(SecretKeys.unescape(key.substring(LOGIN.length())), data.text(key).orElse(""));
      }
    }
    return logins;
  }

  private static Password required(String secret, SecretData data, String key) {
    return data.bytes(key)
        .map(Password::ofBytes)
        .orElseThrow(
            () ->
                new PgClusterException(
                    "Secret %s: has no key %s; restore it from a backup, or delete the Secret to have new passwords made"
                        .formatted(secret, key)));
  }
}
