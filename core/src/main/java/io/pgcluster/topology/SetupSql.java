package io.pgcluster.topology;

import io.pgcluster.config.SqlText;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
    for (String group : role.memberOf()) {
      statements.add(
          "GRANT " + SqlText.identifier(group) + " TO " + SqlText.identifier(role.name()));
    }
  }

  /**
   * What is made inside one database.
   *
   * @param database the database
   * @return statements without semicolons; empty when there is nothing to make
   */
  public static List<String> extensions(Database database) {
    return database.extensions().stream()
        .map(name -> "CREATE EXTENSION IF NOT EXISTS " + SqlText.identifier(name) + " CASCADE")
        .toList();
  }
}
