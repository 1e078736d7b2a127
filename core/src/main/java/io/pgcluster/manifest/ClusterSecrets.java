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
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every secret of a cluster that is not in its description: passwords, their verifiers, and the key
 * of the router's password file. Kept in the Secret {@link ObjectNames#credentials()}.
 *
 * <p>Immutable; its owner closes the passwords. {@link #toString()} shows role names alone.
 *
 * <p>A rotation passes through two states that are kept here too, so that whoever comes next can
 * finish it: {@code staged} is to be brought everywhere, {@code former} was in force and may still
 * be where nobody has looked since.
 *
 * @param roles by role name; may hold roles that the description no longer has
 * @param poolKey the key of the AES entries of pool_passwd
 * @param staged by role the secret that a rotation is about to bring
 * @param former by role the secret that a rotation has replaced but not everywhere for certain
 * @param logins by role that cannot log in itself, which of the roles that act as it logs in for
 *     it; where there is none, the first that is described
 * @since 0.1
 */
public record ClusterSecrets(
    SortedMap<String, RoleSecret> roles,
    Password poolKey,
    SortedMap<String, RoleSecret> staged,
    SortedMap<String, RoleSecret> former,
    SortedMap<String, String> logins) {
  /** Keeps its own copies. */
  public ClusterSecrets {
    roles = Collections.unmodifiableSortedMap(new TreeMap<>(roles));
    staged = Collections.unmodifiableSortedMap(new TreeMap<>(staged));
    former = Collections.unmodifiableSortedMap(new TreeMap<>(former));
    logins = Collections.unmodifiableSortedMap(new TreeMap<>(logins));
  }

  /**
   * Without a rotation.
   *
   * @param roles by role name
   * @param poolKey the key of the AES entries of pool_passwd
   */
  public ClusterSecrets(SortedMap<String, RoleSecret> roles, Password poolKey) {
    this(
        roles,
        poolKey,
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap());
  }

  /**
   * Who logs in for a role.
   *
   * @param cluster the description
   * @param role a role of it
   * @return the role itself, unless it cannot log in and others act as it
   */
  public String login(PgCluster cluster, String role) {
    List<String> acting = cluster.access().actingAs(role);
    if (acting.isEmpty()) {
      return role;
    }
    String chosen = logins.getOrDefault(role, acting.get(0));
    return acting.contains(chosen) ? chosen : acting.get(0);
  }

  /**
   * With another role that logs in for one.
   *
   * @param role whom it acts as
   * @param login the role that logs in
   * @return the changed copy
   */
  public ClusterSecrets withLogin(String role, String login) {
    TreeMap<String, String> more = new TreeMap<>(logins);
    more.put(role, login);
    return new ClusterSecrets(roles, poolKey, staged, former, more);
  }

  /**
   * The roles whose rotation has begun and is not known to be over.
   *
   * @return their names
   */
  public SortedSet<String> rotating() {
    TreeSet<String> names = new TreeSet<>(staged.keySet());
    names.addAll(former.keySet());
    return names;
  }

  /**
   * With a rotation begun.
   *
   * @param role which role's
   * @param next what it is to have
   * @return the changed copy
   */
  public ClusterSecrets stage(String role, RoleSecret next) {
    TreeMap<String, RoleSecret> more = new TreeMap<>(staged);
    more.put(role, next);
    return new ClusterSecrets(roles, poolKey, more, former, logins);
  }

  /**
   * With a rotation begun of every role whose password PostgreSQL keeps as md5 and is to keep as a
   * SCRAM verifier: to the same password.
   *
   * @param cluster the description
   * @param source of salts
   * @return this, if there is no such role
   */
  public ClusterSecrets toScram(PgCluster cluster, SecretSource source) {
    ClusterSecrets changed = this;
    if (cluster.postgres().passwordEncryption() == PasswordEncryption.MD5) {
      return changed;
    }
    for (Map.Entry<String, RoleSecret> role : roles.entrySet()) {
      if (isMd5(role.getKey()) && !rotating().contains(role.getKey())) {
        changed =
            changed.stage(
                role.getKey(), secret(cluster, role.getKey(), role.getValue().password(), source));
      }
    }
    return changed;
  }

  /**
   * Whether PostgreSQL keeps a role's password as md5.
   *
   * @param role its name
   * @return false for one that has none here
   */
  public boolean isMd5(String role) {
    RoleSecret secret = roles.get(role);
    return secret != null && secret.verifier().startsWith("md5");
  }

  /**
   * With what is staged of a role in force, and what it replaces as former.
   *
   * @param role which role's; nothing changes when nothing of it is staged
   * @return the changed copy
   */
  public ClusterSecrets promote(String role) {
    RoleSecret next = staged.get(role);
    if (next == null) {
      return this;
    }
    TreeMap<String, RoleSecret> now = new TreeMap<>(roles);
    TreeMap<String, RoleSecret> before = new TreeMap<>(former);
    RoleSecret replaced = now.put(role, next);
    if (replaced != null) {
      before.put(role, replaced);
    }
    return new ClusterSecrets(now, poolKey, without(staged, role), before, logins);
  }

  /**
   * With what was staged of a role forgotten: its rotation is given up.
   *
   * @param role which role's
   * @return the changed copy
   */
  public ClusterSecrets unstage(String role) {
    return new ClusterSecrets(roles, poolKey, without(staged, role), former, logins);
  }

  /**
   * With a role's rotation over: what is in force stays, all else of it is forgotten.
   *
   * @param role which role's
   * @return the changed copy
   */
  public ClusterSecrets settle(String role) {
    return new ClusterSecrets(roles, poolKey, without(staged, role), without(former, role), logins);
  }

  /**
   * As it will be when every rotation is over.
   *
   * @return the changed copy
   */
  public ClusterSecrets settled() {
    ClusterSecrets all = this;
    for (String role : rotating()) {
      all = all.promote(role).settle(role);
    }
    return all;
  }

  /**
   * Without a role that is no more.
   *
   * @param role its name
   * @return the changed copy
   */
  public ClusterSecrets without(String role) {
    return new ClusterSecrets(
        without(roles, role),
        poolKey,
        without(staged, role),
        without(former, role),
        without(logins, role));
  }

  private static <T> SortedMap<String, T> without(SortedMap<String, T> secrets, String role) {
    TreeMap<String, T> fewer = new TreeMap<>(secrets);
    fewer.remove(role);
    return fewer;
  }

  /**
   * A new secret for a role, as the cluster keeps such.
   *
   * @param cluster says whether verifiers are SCRAM or md5
   * @param role the role's name
   * @param password the new password
   * @param source where the salt comes from
   * @return password and verifier
   */
  public static RoleSecret secret(
      PgCluster cluster, String role, Password password, SecretSource source) {
    return new RoleSecret(
        password, verifier(role, password, cluster.postgres().passwordEncryption(), source));
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
        roles,
        existing.map(ClusterSecrets::poolKey).orElseGet(source::password),
        existing.map(ClusterSecrets::staged).orElse(Collections.emptySortedMap()),
        existing.map(ClusterSecrets::former).orElse(Collections.emptySortedMap()),
        existing.map(ClusterSecrets::logins).orElse(Collections.emptySortedMap()));
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
   * The passwords of some roles.
   *
   * @param names the roles' names
   * @return by name
   * @throws PgClusterException if there is none of one
   */
  public SortedMap<String, Password> passwords(List<String> names) {
    TreeMap<String, Password> passwords = new TreeMap<>();
    names.forEach(name -> passwords.put(name, role(name).password()));
    return passwords;
  }

  /**
   * The Secret that keeps them.
   *
   * @param cluster whose they are
   * @param namespace the cluster's namespace
   * @return keys {@code password.<role>}, {@code verifier.<role>} and {@code pool-key}; where roles
   *     alternate {@code login.<role>}; while a rotation is going on also {@code next.…} and {@code
   *     former.…} of its role
   */
  public Secret toSecret(PgCluster cluster, String namespace) {
    return new Configuration(new Scope(cluster, namespace), this).credentials();
  }

  SecretData toData() {
    return SecretLayout.write(this);
  }

  /**
   * Reads the Secret back.
   *
   * @param secret as {@link #toSecret(PgCluster, String)} makes it
   * @return the secrets in it; unknown keys are left out
   * @throws PgClusterException if a key is missing; the message names it
   */
  public static ClusterSecrets fromSecret(Secret secret) {
    return SecretLayout.read(secret);
  }

  /** Shows role names alone. */
  @Override
  public String toString() {
    return "ClusterSecrets" + roles.keySet();
  }
}
