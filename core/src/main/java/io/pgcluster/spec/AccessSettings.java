package io.pgcluster.spec;

import java.util.List;

/**
 * Who may log in, and the databases.
 *
 * @param superuser default {@code postgres}
 * @param replication the role standbys connect as; by default one of that name is made
 * @param roles the application's roles
 * @param databases the databases besides those initdb makes
 * @param setupSql statements run once, as superuser, when the primary is first made; may hold
 *     secrets, so it is kept in a Secret
 * @since 0.1
 */
public record AccessSettings(
    Role superuser, Role replication, List<Role> roles, List<Database> databases, String setupSql) {
  /** The login role that the router itself uses to see how far standbys are behind. */
  public static final String ROUTER_ROLE = "pgcluster_router";

  /** Keeps its own copies. */
  public AccessSettings {
    roles = List.copyOf(roles);
    databases = List.copyOf(databases);
  }

  /**
   * Who logs in for a role that does not itself.
   *
   * @param owner a role
   * @return names of the login roles that act as it, in the order of the description
   */
  public List<String> actingAs(String owner) {
    return roles.stream()
        .filter(role -> role.actsAs().filter(owner::equals).isPresent())
        .filter(role -> role.attributes().contains(RoleAttribute.LOGIN))
        .map(Role::name)
        .toList();
  }

  /** Without the SQL, which may hold secrets. */
  @Override
  public String toString() {
    return "AccessSettings[superuser=%s, replication=%s, roles=%s, databases=%s, setupSql=%s]"
        .formatted(
            superuser, replication, roles, databases, setupSql.isEmpty() ? "" : "[redacted]");
  }
}
