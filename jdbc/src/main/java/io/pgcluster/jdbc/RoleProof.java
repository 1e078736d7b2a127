package io.pgcluster.jdbc;

import io.pgcluster.runtime.VerifyReport.Subject;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.RoleAttribute;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares the roles there are with the described ones. Verifiers are compared, never shown. */
final class RoleProof {
  private final PgCluster cluster;
  private final Map<String, ExpectedVerifier> verifiers;

  RoleProof(PgCluster cluster, Map<String, ExpectedVerifier> verifiers) {
    this.cluster = cluster;
    this.verifiers = verifiers;
  }

  void run(Session superuser, Findings findings) throws SQLException, InterruptedException {
    Map<String, Role> described = LiveRole.described(cluster);
    Map<String, LiveRole> found = LiveRole.read(superuser, described);
    List<String> differences = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Role role : described.values()) {
      LiveRole there = found.get(role.name());
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

  private static void difference(Role role, LiveRole there, List<String> differences) {
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
    Set<String> groups = new TreeSet<>(role.groups());
    groups.removeAll(there.groups());
    if (!groups.isEmpty()) {
      differences.add(role.name() + " is no member of " + String.join(", ", groups));
    }
    if (!there.actsAs().equals(role.actsAs())) {
      differences.add(
          "%s acts as %s".formatted(role.name(), there.actsAs().orElse("nobody but itself")));
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
