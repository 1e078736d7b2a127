package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.Secret;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.ScramVerifier;
import io.pgcluster.credential.SecretData;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every secret of a cluster that is not in its description: passwords, their verifiers, and the key
 * of the router's password file. Kept in the Secret {@link ObjectNames#credentials()}.
 *
 * <p>Immutable; its owner closes the passwords. {@link #toString()} shows role names alone.
 *
 * @param roles by role name; may hold roles that the description no longer has
 * @param poolKey the key of the AES entries of pool_passwd
 * @since 0.1
 */
public record ClusterSecrets(SortedMap<String, RoleSecret> roles, Password poolKey) {
  private static final String PASSWORD = "password.";
  private static final String VERIFIER = "verifier.";
  private static final String POOL_KEY = "pool-key";

  /** Keeps its own copy. */
  public ClusterSecrets {
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
  }

  /**
   * Every secret that a cluster needs. An existing password wins over one in the description, and
   * that over a new one: applying a description again never changes a password. A verifier is kept
   * while it fits its password and the cluster's encryption.
   *
   * @param cluster the description
   * @param existing what an earlier apply stored; empty on the first one
   * @param source where new passwords and salts come from
   * @return the secrets of all login roles, and those of {@code existing} besides
   */
  public static ClusterSecrets complete(
      PgCluster cluster, Optional<ClusterSecrets> existing, SecretSource source) {
    SortedMap<String, RoleSecret> before =
        existing.map(ClusterSecrets::roles).orElse(Collections.emptySortedMap());
    TreeMap<String, RoleSecret> roles = new TreeMap<>(before);
    for (Role role : loginRoles(cluster)) {
      Optional<RoleSecret> had = Optional.ofNullable(before.get(role.name()));
      Password password =
          had.map(RoleSecret::password).or(role::password).orElseGet(source::password);
      PasswordEncryption encryption = cluster.postgres().passwordEncryption();
      String verifier =
          had.map(RoleSecret::verifier)
              .filter(v -> fits(v, role.name(), password, encryption))
              .orElseGet(() -> verifier(role.name(), password, encryption, source));
      roles.put(role.name(), new RoleSecret(password, verifier));
    }
    return new ClusterSecrets(
        roles, existing.map(ClusterSecrets::poolKey).orElseGet(source::password));
  }

  private static List<Role> loginRoles(PgCluster cluster) {
    List<Role> roles = new ArrayList<>();
    roles.add(cluster.access().superuser());
    roles.add(cluster.access().replication());
    roles.add(Role.named(AccessSettings.ROUTER_ROLE));
    cluster.access().roles().stream()
        .filter(r -> r.attributes().contains(RoleAttribute.LOGIN) || r.password().isPresent())
        .forEach(roles::add);
    return roles;
  }

  private static boolean fits(
      String verifier, String role, Password password, PasswordEncryption encryption) {
    if (encryption == PasswordEncryption.MD5) {
      return verifier.equals(PgMd5.userPassword(role, password));
    }
    return verifier.startsWith("SCRAM-SHA-256$") && ScramVerifier.parse(verifier).matches(password);
  }

  private static String verifier(
      String role, Password password, PasswordEncryption encryption, SecretSource source) {
    return encryption == PasswordEncryption.MD5
        ? PgMd5.userPassword(role, password)
        : ScramVerifier.of(password, source.salt()).text();
  }

  /**
   * The secret of one role.
   *
   * @param name the role's name
   * @return password and verifier
   * @throws PgClusterException if there is none
   */
  public RoleSecret role(String name) {
    RoleSecret secret = roles.get(name);
    if (secret == null) {
      throw new PgClusterException(
          "role \"%s\": has no password here; the roles that have one are %s"
              .formatted(name, roles.keySet()));
    }
    return secret;
  }

  /**
   * The Secret that keeps them.
   *
   * @param cluster whose they are
   * @param namespace the cluster's namespace
   * @return keys {@code password.<role>}, {@code verifier.<role>} and {@code pool-key}
   */
  public Secret toSecret(PgCluster cluster, String namespace) {
    return new Configuration(new Scope(cluster, namespace), this).credentials();
  }

  SecretData toData() {
    SecretData data = SecretData.empty().with(POOL_KEY, poolKey);
    for (var role : roles.entrySet()) {
      String key = SecretKeys.escape(role.getKey());
      data =
          data.with(PASSWORD + key, role.getValue().password())
              .with(VERIFIER + key, role.getValue().verifier());
    }
    return data;
  }

  /**
   * Reads the Secret back.
   *
   * @param secret as {@link #toSecret(PgCluster, String)} makes it
   * @return the secrets in it; unknown keys are left out
   * @throws PgClusterException if a key is missing; the message names it
   */
  public static ClusterSecrets fromSecret(Secret secret) {
    SecretData data = SecretData.from(secret);
    String name = secret.getMetadata() == null ? "" : secret.getMetadata().getName();
    TreeMap<String, RoleSecret> roles = new TreeMap<>();
    for (String key : data.keys()) {
      if (key.startsWith(PASSWORD)) {
        String role = key.substring(PASSWORD.length());
        roles.put(
            SecretKeys.unescape(role),
            new RoleSecret(required(name, data, key), data.text(VERIFIER + role).orElse("")));
      }
    }
    return new ClusterSecrets(roles, required(name, data, POOL_KEY));
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

  /** Shows role names alone. */
  @Override
  public String toString() {
    return "ClusterSecrets" + roles.keySet();
  }
}
