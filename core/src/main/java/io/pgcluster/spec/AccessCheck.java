package io.pgcluster.spec;

import io.pgcluster.Violation;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.PoolKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Roles, databases, their passwords and what they refer to. */
final class AccessCheck {
  private static final Set<String> RESERVED_ROLES = Set.of("public", "none");
  private static final Set<String> MADE_BY_INITDB = Set.of("postgres", "template0", "template1");

  /** The predefined roles that can have members, and the first version that has them. */
  private static final Map<String, Integer> PREDEFINED =
      Map.ofEntries(
          Map.entry("pg_read_all_data", 14),
          Map.entry("pg_write_all_data", 14),
          Map.entry("pg_read_all_settings", 14),
          Map.entry("pg_read_all_stats", 14),
          Map.entry("pg_stat_scan_tables", 14),
          Map.entry("pg_monitor", 14),
          Map.entry("pg_signal_backend", 14),
          Map.entry("pg_read_server_files", 14),
          Map.entry("pg_write_server_files", 14),
          Map.entry("pg_execute_server_program", 14),
          Map.entry("pg_checkpoint", 15),
          Map.entry("pg_use_reserved_connections", 16),
          Map.entry("pg_create_subscription", 16),
          Map.entry("pg_maintain", 17),
          Map.entry("pg_signal_autovacuum_worker", 18));

  private final Problems at;
  private final PgCluster cluster;
  private final AccessSettings access;
  private final Map<String, String> rolesByName = new HashMap<>();

  private AccessCheck(Problems at, PgCluster cluster) {
    this.at = at;
    this.cluster = cluster;
    this.access = cluster.access();
  }

  static void check(Problems at, PgCluster cluster) {
    AccessCheck check = new AccessCheck(at, cluster);
    check.role(at.at("superuser"), check.access.superuser(), true);
    check.superuser(at.at("superuser").at("name"), check.access.superuser().name());
    noPattern(at.at("superuser").at("name"), check.access.superuser().name());
    check.role(at.at("replication"), check.access.replication(), false);
    noPattern(at.at("replication").at("name"), check.access.replication().name());
    check.roles();
    check.databases();
    if (check.access.setupSql().indexOf('\0') >= 0) {
      at.at("setupSql").add("has a NUL character, which SQL cannot hold; leave it out");
    }
  }

  /** It owns extensions that initdb makes, by scripts that put its name into statements. */
  private void superuser(Problems here, String name) {
    if (name.matches("(?s).*[\"$'\\\\].*")) {
      here.add(
          "%s has a quote, a dollar or a backslash, which initdb refuses; take another name"
              .formatted(Violation.shown(name)));
    }
  }

  /** These two stand in pg_hba.conf. */
  private static void noPattern(Problems at, String name) {
    if (name.startsWith("/")) {
      at.add(
          "%s begins with /, which pg_hba.conf takes for a regular expression; take another name"
              .formatted(Violation.shown(name)));
    }
  }

  private void roles() {
    List<Role> roles = access.roles();
    for (int i = 0; i < roles.size(); i++) {
      boolean logsIn = roles.get(i).attributes().contains(RoleAttribute.LOGIN);
      Problems here = at.at("roles").at(i);
      if (!logsIn && roles.get(i).password().isPresent()) {
        here.at("password").add("is of no use without LOGIN; leave it out, or add the attribute");
      }
      role(here, roles.get(i), logsIn);
    }
    MembershipCheck.check(at.at("roles"), roles);
  }

  private void role(Problems here, Role role, boolean throughRouter) {
    name(here.at("name"), role.name());
    role.password().ifPresent(p -> password(here.at("password"), p, throughRouter));
    for (int i = 0; i < role.memberOf().size(); i++) {
      group(here.at("memberOf").at(i), role.memberOf().get(i));
    }
    role.actsAs().ifPresent(owner -> actsAs(here.at("actsAs"), owner));
  }

  /** One of ours: what it makes has to belong to somebody who is looked after. */
  private void actsAs(Problems here, String owner) {
    if (access.roles().stream().noneMatch(role -> role.name().equals(owner))) {
      here.add("%s is no role of access.roles; add it there".formatted(Violation.shown(owner)));
    }
  }

  private void name(Problems here, String name) {
    SqlName.problem(name).ifPresent(here::add);
    if (name.startsWith("pg_")) {
      here.add(
          "%s begins with pg_, which PostgreSQL keeps for itself".formatted(Violation.shown(name)));
    }
    if (RESERVED_ROLES.contains(name)) {
      here.add(
          "%s has a meaning of its own in SQL; take another name".formatted(Violation.shown(name)));
    }
    if (name.startsWith("pgcluster_")) {
      here.add(
          "%s begins with pgcluster_, which the library keeps for itself"
              .formatted(Violation.shown(name)));
    }
    String other = rolesByName.putIfAbsent(name, here.path());
    if (other != null) {
      here.add("%s is also %s; take another name".formatted(Violation.shown(name), other));
    }
  }

  private void password(Problems here, Password password, boolean throughRouter) {
    boolean encrypted = cluster.postgres().passwordEncryption() == PasswordEncryption.SCRAM_SHA_256;
    if (throughRouter
        && encrypted
        && cluster.router().pods() > 0
        && password.length() > PoolKey.MAX_PASSWORD_BYTES) {
      here.add(
          "has %d bytes, and pgpool's AES entries hold %d; shorten it, or do without the router"
              .formatted(password.length(), PoolKey.MAX_PASSWORD_BYTES));
    }
    if (!throughRouter && password.use(AccessCheck::hasLineBreak)) {
      here.add("has a line break, which .pgpass cannot hold; standbys log in with it");
    }
  }

  private static boolean hasLineBreak(byte[] password) {
    for (byte b : password) {
      if (b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }

  private void group(Problems here, String group) {
    boolean described = access.roles().stream().anyMatch(r -> r.name().equals(group));
    Integer since = PREDEFINED.get(group);
    if (described || (since != null && since <= cluster.postgres().version())) {
      return;
    }
    if (since != null) {
      here.add("%s exists from PostgreSQL %d on; raise the version".formatted(group, since));
    } else if (group.startsWith("pg_")) {
      here.add("%s is no predefined role that can have members".formatted(Violation.shown(group)));
    } else {
      here.add("%s is not described; add it to the roles".formatted(Violation.shown(group)));
    }
  }

  private void databases() {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < access.databases().size(); i++) {
      Database database = access.databases().get(i);
      Problems here = at.at("databases").at(i);
      SqlName.problem(database.name()).ifPresent(here.at("name")::add);
      if (MADE_BY_INITDB.contains(database.name())) {
        here.at("name")
            .add(
                "%s is there already, initdb makes it; leave it out"
                    .formatted(Violation.shown(database.name())));
      }
      if (!names.add(database.name())) {
        here.at("name")
            .add("%s stands here twice; leave one out".formatted(Violation.shown(database.name())));
      }
      database.owner().ifPresent(owner -> owner(here.at("owner"), owner));
      extensions(here.at("extensions"), database.extensions());
      DatabaseCheck.check(here, database, cluster);
    }
  }

  private void owner(Problems here, String owner) {
    boolean superuser = owner.equals(access.superuser().name());
    if (!superuser && access.roles().stream().noneMatch(r -> r.name().equals(owner))) {
      here.add("%s is not described; add it to the roles".formatted(Violation.shown(owner)));
    }
  }

  private static void extensions(Problems at, List<String> extensions) {
    for (int i = 0; i < extensions.size(); i++) {
      String name = extensions.get(i);
      SqlName.problem(name).ifPresent(at.at(i)::add);
      if (extensions.indexOf(name) < i) {
        at.at(i).add("%s stands here twice; leave one out".formatted(Violation.shown(name)));
      }
    }
  }
}
