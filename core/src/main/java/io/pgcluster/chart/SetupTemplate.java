package io.pgcluster.chart;

import io.pgcluster.config.SqlText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The chart's setup.sql: a template, in which Crunchy's image puts names and passwords by sed. Here
 * they are put in by SQL's own rules, and what the library makes itself is left out.
 */
final class SetupTemplate {
  private static final Pattern KEY =
      Pattern.compile(
          "'(?<literal>PG_(?:PRIMARY_|ROOT_)?PASSWORD|PG_(?:PRIMARY_)?USER|PG_DATABASE)'"
              + "|\"?\\b(?<name>PG_(?:PRIMARY_)?USER|PG_DATABASE)\\b\"?");

  private static final Pattern ROLE =
      Pattern.compile("(?is)(?:create|alter)\\s+(?:user|role)\\s+(?<name>\"[^\"]+\"|[^\\s;]+).*");
  private static final Pattern DATABASE =
      Pattern.compile("(?is)create\\s+database\\s+(?<name>\"[^\"]+\"|[^\\s;]+).*");
  private static final Pattern EXTENSION =
      Pattern.compile(
          "(?is)create\\s+extension\\s+(?:if\\s+not\\s+exists\\s+)?(?<name>\"[^\"]+\"|[^\\s;]+).*");
  private static final Pattern COMMENTS = Pattern.compile("(?s)--[^\n]*(?:\n|$)|/\\*.*?\\*/");

  /** Of those that Crunchy's image brings and the official one does not. */
  private static final Set<String> NOT_IN_OFFICIAL_IMAGE =
      Set.of("pgaudit", "pgaudit_analyze", "pgnodemx", "set_user", "postgis", "pg_partman", "plr");

  private final ChartAccess access;
  private final Findings findings;

  SetupTemplate(ChartAccess access, Findings findings) {
    this.access = access;
    this.findings = findings;
  }

  String read(String place, String text) {
    return SqlStatements.of(text).stream()
        .filter(statement -> isKept(place, filled(statement)))
        .map(this::filled)
        .collect(Collectors.joining());
  }

  private String filled(String statement) {
    Map<String, String> values = access.templates();
    return KEY.matcher(statement)
        .replaceAll(
            match -> {
              String literal = match.group(1);
              String value = values.getOrDefault(literal == null ? match.group(2) : literal, "");
              String sql = literal == null ? SqlText.identifier(value) : SqlText.literal(value);
              return Matcher.quoteReplacement(sql);
            });
  }

  private boolean isKept(String place, String statement) {
    String bare = COMMENTS.matcher(statement).replaceAll(" ").strip();
    Matcher role = ROLE.matcher(bare);
    if (role.matches() && isOurs(unquoted(role.group("name")))) {
      findings.leftOut(
          place,
          "makes the role " + unquoted(role.group("name")),
          "the library makes described roles");
      return false;
    }
    Matcher database = DATABASE.matcher(bare);
    if (database.matches() && unquoted(database.group("name")).equals(access.database())) {
      findings.leftOut(
          place,
          "makes the database " + access.database(),
          "the library makes described databases");
      return false;
    }
    Matcher extension = EXTENSION.matcher(bare);
    if (extension.matches() && NOT_IN_OFFICIAL_IMAGE.contains(unquoted(extension.group("name")))) {
      findings.decide(
          place,
          "makes the extension %s, which the official image does not have"
              .formatted(unquoted(extension.group("name"))),
          "left out; give it again with an image that has it");
      return false;
    }
    return true;
  }

  private boolean isOurs(String role) {
    return List.of(ChartAccess.SUPERUSER, access.user(), access.replicationUser()).contains(role);
  }

  private static String unquoted(String name) {
    return name.startsWith("\"")
        ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
        : name;
  }
}
