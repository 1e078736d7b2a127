package io.pgcluster.chart;

import io.pgcluster.credential.Password;
import io.pgcluster.credential.PgMd5;
import io.pgcluster.credential.PoolPasswd;
import io.pgcluster.credential.PoolPasswdEntry;
import io.pgcluster.spec.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The roles of the chart: three of the values, and who else stands in pool_passwd. */
final class ChartAccess {
  static final String SUPERUSER = "postgres";

  private static final String DEFAULT_PASSWORD = "password";

  private final ChartValues values;
  private final Findings findings;
  private final List<Role> others = new ArrayList<>();
  private String setupSql = "";

  ChartAccess(ChartValues values, Findings findings) {
    this.values = values;
    this.findings = findings;
  }

  String user() {
    return values.text("config.PG_USER");
  }

  String replicationUser() {
    return values.text("config.PG_PRIMARY_USER");
  }

  String database() {
    return values.text("config.PG_DATABASE");
  }

  Role superuserRole() {
    return role(SUPERUSER, "config.PG_ROOT_PASSWORD");
  }

  Role replicationRole() {
    return role(replicationUser(), "config.PG_PRIMARY_PASSWORD");
  }

  Role userRole() {
    return role(user(), "config.PG_PASSWORD");
  }

  void setupSql(String place, String text) {
    setupSql = new SetupTemplate(this, findings).read(place, text);
  }

  /** What of setup.sql the library does not do itself. */
  String setupSql() {
    return setupSql;
  }

  /** Those that pool_passwd alone has. */
  List<Role> others() {
    return others;
  }

  private Role role(String name, String path) {
    return values
        .find(path)
        .map(text -> Role.named(name).withPassword(Password.of(text)))
        .orElseGet(() -> Role.named(name));
  }

  /** Passwords by the names that the templates of the image have for them. */
  Map<String, String> templates() {
    Map<String, String> templates = new TreeMap<>();
    for (String key :
        List.of(
            "PG_USER",
            "PG_DATABASE",
            "PG_PASSWORD",
            "PG_PRIMARY_USER",
            "PG_PRIMARY_PASSWORD",
            "PG_ROOT_PASSWORD")) {
      templates.put(key, values.find("config." + key).orElse(""));
    }
    return templates;
  }

  void defects() {
    for (String key : List.of("PG_PASSWORD", "PG_PRIMARY_PASSWORD", "PG_ROOT_PASSWORD")) {
      String path = "config." + key;
      Optional<String> password = values.find(path);
      if (password.filter(DEFAULT_PASSWORD::equals).isPresent()) {
        findings.decide(
            "values.yaml " + path,
            "is the chart's own password, which everybody knows",
            "taken over, so that clients go on; then rotatePassword(\"%s\")".formatted(owner(key)));
      } else if (password.isEmpty()) {
        findings.defect(
            "values.yaml " + path,
            "is empty: the image gives the role no password",
            "one is generated on the first apply");
      } else if (password.filter(text -> text.matches("(?s).*[/&'\\\\].*")).isPresent()) {
        findings.decide(
            "values.yaml " + path,
            "has one of / & ' \\, which the image's sed mangled: the database may have another one",
            "taken over as it stands here; verify logs in with it");
      }
    }
  }

  private String owner(String key) {
    return switch (key) {
      case "PG_PASSWORD" -> user();
      case "PG_PRIMARY_PASSWORD" -> replicationUser();
      default -> SUPERUSER;
    };
  }

  /** What the article's page of hand-work leaves behind: one place changed, another one not. */
  void poolPasswd(String place, String text) {
    PoolPasswd file = PoolPasswd.parse(text);
    Map<String, String> known = new TreeMap<>();
    known.put(SUPERUSER, "config.PG_ROOT_PASSWORD");
    known.put(user(), "config.PG_PASSWORD");
    known.put(replicationUser(), "config.PG_PRIMARY_PASSWORD");
    for (PoolPasswdEntry entry : file.entries()) {
      String path = known.get(entry.user());
      if (path == null) {
        other(place, entry);
      } else {
        compare(place, entry, path);
      }
    }
    if (file.find(user()).isEmpty()) {
      findings.defect(
          place,
          "has no line for %s, the application's role: its logins through pgpool fail"
              .formatted(user()),
          "pool_passwd has every role that logs in");
    }
  }

  private void compare(String place, PoolPasswdEntry entry, String path) {
    Optional<String> password = values.find(path);
    boolean md5 = entry.kind() == PoolPasswdEntry.Kind.MD5;
    boolean same =
        password
            .filter(text -> entry.token().equals(PgMd5.userPassword(entry.user(), text)))
            .isPresent();
    if (md5 && !same) {
      findings.decide(
          place,
          "the hash of %s is not that of %s: one was changed by hand without the other"
              .formatted(entry.user(), path),
          "the value is taken; if the database has the other one, give that by set");
    }
  }

  private void other(String place, PoolPasswdEntry entry) {
    Role role = Role.named(entry.user());
    if (entry.kind() == PoolPasswdEntry.Kind.TEXT) {
      others.add(role.withPassword(Password.of(entry.token().substring("TEXT".length()))));
      findings.defect(
          place,
          "the password of %s stands there as text".formatted(entry.user()),
          "a role with that password, in pool_passwd by an AES entry");
    } else {
      others.add(role);
      findings.decide(
          place,
          "%s has a hash there, from which its password cannot be had".formatted(entry.user()),
          "described as a role with a generated password; give its own to the builder, or hand out the new one");
    }
  }
}
