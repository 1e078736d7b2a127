package io.pgcluster.jdbc;

import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.AccessSettings;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Compares the roles there are with the described ones. Verifiers are compared, never shown. */
final class RoleProof {
  private static final String SQL =
      """
      SELECT r.rolname, r.rolcanlogin AS login, r.rolsuper AS superuser,
        r.rolreplication AS replication, r.rolcreatedb AS createdb,
        r.rolcreaterole AS createrole, r.rolbypassrls AS bypassrls, r.rolpassword,
        ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_authid g ON g.oid = m.roleid
          WHERE m.member = r.oid ORDER BY 1) AS groups
      FROM pg_authid r WHERE r.rolname::text = ANY (?)
      """;

  private final PgCluster cluster;
  private final Map<String, ExpectedVerifier> verifiers;

  RoleProof(PgCluster cluster, Map<String, ExpectedVerifier> verifiers) {
    this.cluster = cluster;
    this.verifiers = verifiers;
  }

  private record Found(
      String name, Set<RoleAttribute> attributes, Set<String> groups, @Nullable String verifier) {
    static Found read(ResultSet row) throws SQLException {
      Set<RoleAttribute> attributes = EnumSet.noneOf(RoleAttribute.class);
      for (RoleAttribute attribute : RoleAttribute.values()) {
        if (row.getBoolean(attribute.name().toLowerCase(Locale.ROOT))) {
          attributes.add(attribute);
        }
      }
      Array groups = row.getArray("groups");
      return new Found(
          row.getString("rolname"),
          attributes,
          new TreeSet<>(List.of((String[]) groups.getArray())),
          row.getString("rolpassword"));
    }
  }

  void run(Session superuser, Findings findings) throws SQLException, InterruptedException {
    Map<String, Role> described = described();
    Map<String, Found> found =
        superuser
            .query(SQL, Found::read, superuser.textArray(List.copyOf(described.keySet())))
            .stream()
            .collect(Collectors.toMap(Found::name, f -> f));
    List<String> differences = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Role role : described.values()) {
      Found there = found.get(role.name());
      if (there == null) {
        differences.add(role.name() + " is missing");
        wrong.add(role.name() + " is missing");
        continue;
      }
      difference(role, there, differences);
      if (role.attributes().contains(RoleAttribute.LOGIN) || verifiers.containsKey(role.name())) {
        compared++;
        compare(role.name(), there.verifier(), wrong);
      }
    }
    record(findings, Subject.ROLES, differences, described.size() + " as described");
    record(
        findings,
        Subject.VERIFIERS,
        wrong,
        "%d compared, all %s".formatted(compared, encryption().text));
  }

  private static void record(
      Findings findings, Subject subject, List<String> wrong, String allRight) {
    findings.record(
        subject, wrong.isEmpty(), wrong.isEmpty() ? allRight : String.join("; ", wrong));
  }

  private Map<String, Role> described() {
    AccessSettings access = cluster.access();
    Map<String, Role> roles = new LinkedHashMap<>();
    Stream.concat(Stream.of(access.superuser(), access.replication()), access.roles().stream())
        .forEach(role -> roles.put(role.name(), role));
    return roles;
  }

  private static void difference(Role role, Found there, List<String> differences) {
    Set<RoleAttribute> described = EnumSet.noneOf(RoleAttribute.class);
    described.addAll(role.attributes());
    Set<RoleAttribute> lacking = EnumSet.copyOf(described);
    lacking.removeAll(there.attributes());
    if (!lacking.isEmpty()) {
      differences.add(role.name() + " lacks " + join(lacking));
    }
    // A superuser may do all of it anyway, and the one that initdb makes has every attribute.
    if (!described.contains(RoleAttribute.SUPERUSER)) {
      Set<RoleAttribute> more = EnumSet.copyOf(there.attributes());
      more.removeAll(described);
      if (!more.isEmpty()) {
        differences.add(role.name() + " also has " + join(more));
      }
    }
    Set<String> groups = new TreeSet<>(role.memberOf());
    groups.removeAll(there.groups());
    if (!groups.isEmpty()) {
      differences.add(role.name() + " is no member of " + String.join(", ", groups));
    }
  }

  private static String join(Set<RoleAttribute> attributes) {
    return attributes.stream().map(Enum::name).collect(Collectors.joining(", "));
  }

  private void compare(String role, @Nullable String stored, List<String> wrong) {
    ExpectedVerifier expected = verifiers.get(role);
    if (stored == null) {
      wrong.add(role + " has no password");
    } else if (expected == null) {
      wrong.add(role + ": nothing is known to compare its verifier with");
    } else if (!stored.startsWith(encryption().prefix)) {
      wrong.add(role + "'s is not " + encryption().text);
    } else if (!expected.matches(stored)) {
      wrong.add(role + "'s is another one");
    }
  }

  private Encryption encryption() {
    return cluster.postgres().passwordEncryption() == PasswordEncryption.MD5
        ? Encryption.MD5
        : Encryption.SCRAM;
  }

  private enum Encryption {
    SCRAM("SCRAM-SHA-256$", "SCRAM-SHA-256"),
    MD5("md5", "md5");

    private final String prefix;
    private final String text;

    Encryption(String prefix, String text) {
      this.prefix = prefix;
      this.text = text;
    }
  }
}
