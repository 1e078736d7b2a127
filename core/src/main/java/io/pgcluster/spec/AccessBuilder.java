package io.pgcluster.spec;

import io.pgcluster.credential.Password;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The roles and databases as they are described; defaults are filled in when built. */
final class AccessBuilder {
  private static final String DEFAULT_NAME = "app";

  private Role superuser = Role.named("postgres");
  private Role replication = Role.named("replicator");
  private @Nullable List<Role> roles;
  private @Nullable List<PendingDatabase> databases;
  private String setupSql = "";

  /** A database whose owner is by default the first role, which may be described after it. */
  private record PendingDatabase(Database database, boolean ownedByDefault) {}

  void from(AccessSettings settings) {
    superuser = settings.superuser();
    replication = settings.replication();
    roles = new ArrayList<>(settings.roles());
    databases = new ArrayList<>();
    settings.databases().forEach(this::database);
    setupSql = settings.setupSql();
  }

  AccessSettings build() {
    List<Role> allRoles = roles == null ? List.of(Role.named(DEFAULT_NAME)) : roles;
    Optional<String> firstRole = allRoles.stream().findFirst().map(Role::name);
    List<PendingDatabase> all = databases == null ? List.of(pending(DEFAULT_NAME)) : databases;
    return new AccessSettings(
        with(superuser, RoleAttribute.SUPERUSER),
        with(replication, RoleAttribute.REPLICATION),
        allRoles,
        all.stream().map(d -> resolved(d, firstRole)).toList(),
        setupSql);
  }

  private static PendingDatabase pending(String name) {
    return new PendingDatabase(new Database(name, Optional.empty(), List.of()), true);
  }

  private Database resolved(PendingDatabase pending, Optional<String> firstRole) {
    Database database = pending.database();
    Optional<String> owner = pending.ownedByDefault() ? firstRole : database.owner();
    // One way to say it: an owner named like the superuser is the superuser.
    return new Database(
        database.name(), owner.filter(o -> !o.equals(superuser.name())), database.extensions());
  }

  private static Role with(Role role, RoleAttribute attribute) {
    return new Role(
        role.name(),
        role.password(),
        Stream.concat(role.attributes().stream(), Stream.of(RoleAttribute.LOGIN, attribute))
            .toList(),
        role.memberOf());
  }

  void superuser(Role role) {
    this.superuser = role;
  }

  void replication(Role role) {
    this.replication = role;
  }

  void role(Role role) {
    if (roles == null) {
      roles = new ArrayList<>();
    }
    roles.add(role);
  }

  void role(String name, Password password) {
    role(Role.named(name).withPassword(password));
  }

  void noRoles() {
    roles = new ArrayList<>();
  }

  void database(String name) {
    add(pending(name));
  }

  void database(Database database) {
    add(new PendingDatabase(database, false));
  }

  private void add(PendingDatabase database) {
    if (databases == null) {
      databases = new ArrayList<>();
    }
    databases.add(database);
  }

  void noDatabases() {
    databases = new ArrayList<>();
  }

  void setupSql(String sql) {
    this.setupSql = sql;
  }
}
