package io.pgcluster.topology;

import io.pgcluster.config.SqlText;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.Grant;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Publication;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The statements that give a new data folder its roles, databases and extensions. Passwords stand
 * in them as verifiers alone.
 *
 * @since 0.1
 */
public final class SetupSql {
  private SetupSql() {}

  /**
   * Roles, then memberships, then databases; for a superuser in the database {@code postgres}.
   *
   * @param cluster the description
   * @param verifiers what PostgreSQL stores of each login role's password, by role name
   * @return statements without semicolons
   */
  public static List<String> roles(PgCluster cluster, Map<String, String> verifiers) {
    AccessSettings access = cluster.access();
    List<Role> roles = new ArrayList<>();
    roles.add(access.replication());
    roles.add(Role.named(AccessSettings.ROUTER_ROLE).memberOf("pg_monitor"));
    roles.addAll(access.roles());
    List<String> statements = new ArrayList<>();
    statements.add("ALTER ROLE " + definition(access.superuser(), verifiers));
    roles.forEach(role -> statements.add("CREATE ROLE " + definition(role, verifiers)));
    grants(access.superuser(), statements);
    roles.forEach(role -> grants(role, statements));
    roles.forEach(role -> role.actsAs().ifPresent(o -> statements.add(actsAs(role.name(), o))));
    for (Database database : access.databases()) {
      statements.add(
          "CREATE DATABASE "
              + SqlText.identifier(database.name())
              + " OWNER "
              + SqlText.identifier(database.owner().orElse(access.superuser().name())));
    }
    return statements;
  }

  private static String definition(Role role, Map<String, String> verifiers) {
    StringBuilder sql = new StringBuilder(SqlText.identifier(role.name()));
    for (RoleAttribute attribute : role.attributes()) {
      sql.append(' ').append(attribute.name());
    }
    String verifier = verifiers.get(role.name());
    if (verifier != null) {
      sql.append(" PASSWORD ").append(SqlText.literal(verifier));
    }
    return sql.toString();
  }

  private static void grants(Role role, List<String> statements) {
    for (String group : role.groups()) {
      statements.add(
          "GRANT " + SqlText.identifier(group) + " TO " + SqlText.identifier(role.name()));
    }
  }

  /**
   * What has a role's sessions act as another role.
   *
   * @param role the role that logs in
   * @param owner whom they act as
   * @return a statement without a semicolon
   */
  public static String actsAs(String role, String owner) {
    return "ALTER ROLE %s SET role = %s"
        .formatted(SqlText.identifier(role), SqlText.literal(owner));
  }

  /**
   * What is made inside a new database: extensions, grants, publications.
   *
   * @param database the database, with its owner
   * @return statements without semicolons; empty when there is nothing to make
   */
  public static List<String> inside(Database database) {
    List<String> statements = new ArrayList<>();
    database
        .extensions()
        .forEach(
            name ->
                statements.add(
                    "CREATE EXTENSION IF NOT EXISTS " + SqlText.identifier(name) + " CASCADE"));
    database.grants().forEach(grant -> statements.addAll(grant(grant, database.owner())));
    database
        .publications()
        .forEach(publication -> statements.add(publication(publication, List.of())));
    return statements;
  }

  /**
   * What a grant takes; may be repeated.
   *
   * @param grant the grant
   * @param owner who owns the database, and makes its tables
   * @return statements without semicolons
   */
  public static List<String> grant(Grant grant, Optional<String> owner) {
    String schema = SqlText.identifier(grant.schemaName());
    String role = SqlText.identifier(grant.role());
    boolean write = grant.access() == Grant.Access.WRITE;
    String onTables = write ? "SELECT, INSERT, UPDATE, DELETE" : "SELECT";
    String onSequences = write ? "SELECT, USAGE" : "SELECT";
    String by = owner.map(o -> " FOR ROLE " + SqlText.identifier(o)).orElse("");
    List<String> statements = new ArrayList<>();
    if (grant.schema().isPresent()) {
      String of = owner.map(o -> " AUTHORIZATION " + SqlText.identifier(o)).orElse("");
      statements.add("CREATE SCHEMA IF NOT EXISTS " + schema + of);
    }
    statements.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, role));
    for (var kind : Map.of("TABLES", onTables, "SEQUENCES", onSequences).entrySet()) {
      statements.add(
          "GRANT %s ON ALL %s IN SCHEMA %s TO %s"
              .formatted(kind.getValue(), kind.getKey(), schema, role));
      statements.add(
          "ALTER DEFAULT PRIVILEGES%s IN SCHEMA %s GRANT %s ON %s TO %s"
              .formatted(by, schema, kind.getValue(), kind.getKey(), role));
    }
    return statements.stream().sorted(Comparator.comparing(SetupSql::rank)).toList();
  }

  /**
   * What takes a grant back; the schema stays. May be repeated.
   *
   * @param grant the grant
   * @param owner who owns the database, and makes its tables
   * @return statements without semicolons
   */
  public static List<String> revoke(Grant grant, Optional<String> owner) {
    String schema = SqlText.identifier(grant.schemaName());
    String role = SqlText.identifier(grant.role());
    String by = owner.map(o -> " FOR ROLE " + SqlText.identifier(o)).orElse("");
    List<String> statements = new ArrayList<>();
    for (String kind : List.of("TABLES", "SEQUENCES")) {
      statements.add(
          "ALTER DEFAULT PRIVILEGES%s IN SCHEMA %s REVOKE ALL ON %s FROM %s"
              .formatted(by, schema, kind, role));
      statements.add("REVOKE ALL ON ALL %s IN SCHEMA %s FROM %s".formatted(kind, schema, role));
    }
    statements.add("REVOKE USAGE ON SCHEMA %s FROM %s".formatted(schema, role));
    return statements;
  }

  /** The schema first; the rest in an order that is always the same. */
  private static String rank(String statement) {
    return (statement.startsWith("CREATE") ? "0" : "1") + statement;
  }

  /**
   * What makes a publication.
   *
   * @param publication the publication
   * @param tables those of its tables that there are, quoted
   * @return a statement without a semicolon
   */
  public static String publication(Publication publication, List<String> tables) {
    String name = "CREATE PUBLICATION " + SqlText.identifier(publication.name());
    if (publication.tables().isEmpty()) {
      return name + " FOR ALL TABLES";
    }
    return tables.isEmpty() ? name : name + " FOR TABLE " + String.join(", ", tables);
  }
}
