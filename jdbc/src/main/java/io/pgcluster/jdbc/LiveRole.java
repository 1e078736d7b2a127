package io.pgcluster.jdbc;

import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A role that there is.
 *
 * @param name its name
 * @param attributes what it may do
 * @param groups what it is a direct member of
 * @param verifier of its password; null when it has none
 * @param actsAs what its sessions act as, when that is another role
 */
record LiveRole(
    String name,
    Set<RoleAttribute> attributes,
    Set<String> groups,
    @Nullable String verifier,
    Optional<String> actsAs) {
  private static final String ACTS_AS = "role=";

  private static final String SQL =
      """
      SELECT r.rolname, r.rolcanlogin AS login, r.rolsuper AS superuser,
        r.rolreplication AS replication, r.rolcreatedb AS createdb,
        r.rolcreaterole AS createrole, r.rolbypassrls AS bypassrls, r.rolpassword,
        ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid
          WHERE m.member = r.oid ORDER BY 1) AS groups,
        (SELECT setting FROM pg_db_role_setting s, unnest(s.setconfig) setting
          WHERE s.setrole = r.oid AND s.setdatabase = 0 AND setting LIKE 'role=%') AS acts_as
      FROM pg_authid r WHERE r.rolname::text = ANY (?)
      """;

  /** Those of the described roles that exist, by name. */
  static Map<String, LiveRole> read(Session superuser, Map<String, Role> described)
      throws SQLException, InterruptedException {
    return superuser
        .query(SQL, LiveRole::of, superuser.textArray(List.copyOf(described.keySet())))
        .stream()
        .collect(Collectors.toMap(LiveRole::name, role -> role));
  }

  private static LiveRole of(ResultSet row) throws SQLException {
    Set<RoleAttribute> attributes = EnumSet.noneOf(RoleAttribute.class);
    for (RoleAttribute attribute : RoleAttribute.values()) {
      if (row.getBoolean(attribute.name().toLowerCase(Locale.ROOT))) {
        attributes.add(attribute);
      }
    }
    Array groups = row.getArray("groups");
    return new LiveRole(
        row.getString("rolname"),
        attributes,
        new TreeSet<>(List.of((String[]) groups.getArray())),
        row.getString("rolpassword"),
        Optional.ofNullable(row.getString("acts_as"))
            .map(text -> text.substring(ACTS_AS.length())));
  }

  /** The superuser, the replication role and the others, by name. */
  static Map<String, Role> described(PgCluster cluster) {
    AccessSettings access = cluster.access();
    Map<String, Role> roles = new LinkedHashMap<>();
    Stream.concat(Stream.of(access.superuser(), access.replication()), access.roles().stream())
        .forEach(role -> roles.put(role.name(), role));
    return roles;
  }

  /** Without the verifier. */
  @Override
  public String toString() {
    return "LiveRole[%s, %s, %s]".formatted(name, attributes, groups);
  }
}
