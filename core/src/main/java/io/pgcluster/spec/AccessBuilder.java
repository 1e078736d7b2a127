package io.pgcluster.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The roles and databases as they are described; defaults are filled in when built. */
final class AccessBuilder {
  private static final String DEFAULT_NAME = "app";

  private Role superuser = Role.named("postgres");
  private Role replication = Role.named("replicator");
  private @Nullable List<Role> roles;
  private @Nullable List<Database> databases;
  private String setupSql = "";

  void from(AccessSettings settings) {
    superuser = settings.superuser();
    replication = settings.replication();
    roles = new ArrayList<>(settings.roles());
    databases = new ArrayList<>(settings.databases());
    setupSql = settings.setupSql();
  }

  AccessSettings build() {
    List<Role> allRoles = roles == null ? List.of(Role.named(DEFAULT_NAME)) : roles;
    List<Database> allDatabases =
        databases == null ? List.of(Database.named(DEFAULT_NAME)) : databases;
    String owner = allRoles.isEmpty() ? superuser.name() : allRoles.get(0).name();
    return new AccessSettings(
        with(superuser, RoleAttribute.SUPERUSER),
        with(replication, RoleAttribute.REPLICATION),
        allRoles,
        allDatabases.stream().map(d -> owned(d, owner)).toList(),
        setupSql);
  }

  private static Database owned(Database database, String byDefault) {
    return database.ownedBy(database.owner().orElse(byDefault));
  }

  private static Role with(Role role, RoleAttribute attribute) {
    return new Role(
        role.name(),
        role.password(),
        Stream.concat(role.attributes().stream(), Stream.of(RoleAttribute.LOGIN, attribute))
            .toList(),
        role.memberOf(),
        role.actsAs());
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

  void noRoles() {
    roles = new ArrayList<>();
  }

  void database(Database database) {
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
