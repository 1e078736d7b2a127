package io.pgcluster.yaml;

import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import java.util.List;
import java.util.Optional;

/** The keys below {@code access}. */
final class AccessTable {
  private static final Shape<Role> ROLE =
      Containers.as(
          new RecordShape(Role.named("app"), List.of("name")), Role.class::cast, value -> value);

  private static final Shape<Database> DATABASE =
      Containers.as(
          new RecordShape(Database.named("app"), List.of("name")),
          Database.class::cast,
          value -> value);

  static final Section<PgClusterBuilder, AccessSettings> ACCESS =
      Section.<PgClusterBuilder, AccessSettings>empty()
          .with(
              "superuser",
              "The role that owns the cluster; default postgres",
              ROLE,
              PgClusterBuilder::superuser,
              AccessSettings::superuser)
          .with(
              "replication",
              "The role that standbys connect as; default replicator",
              ROLE,
              PgClusterBuilder::replicationUser,
              AccessSettings::replication)
          .with(
              "roles",
              "The application's roles; default app. Passwords are read, but never written",
              Containers.list(ROLE),
              AccessTable::roles,
              AccessSettings::roles)
          .with(
              "databases",
              "The databases; default app. The owner is by default the first role",
              Containers.list(DATABASE),
              AccessTable::databases,
              AccessSettings::databases)
          .withOptional(
              "setupSql",
              "SQL run once as superuser when the primary is first made; read, but never written",
              Secrets.LINE,
              PgClusterBuilder::setupSql,
              a -> Optional.<String>empty());

  private AccessTable() {}

  private static void roles(PgClusterBuilder builder, List<Role> roles) {
    builder.withoutRoles();
    roles.forEach(builder::role);
  }

  private static void databases(PgClusterBuilder builder, List<Database> databases) {
    builder.withoutDatabases();
    databases.forEach(builder::database);
  }
}
