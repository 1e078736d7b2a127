package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes pg_hba.conf and pool_hba.conf: one rule a line, names in quotes where they need them.
 *
 * @since 0.1
 */
public final class HbaText {
  /** Others that need no quotes; a backslash at the end of a line would join the next one. */
  private static final String PLAIN_SIGNS = "_-.:/=$";

  private HbaText() {}

  /**
   * The text of pg_hba.conf.
   *
   * @param rules the rules, in the order in which PostgreSQL tries them
   * @return a line for each
   * @throws PgClusterException if a rule has no database, no user, or what the file cannot hold
   */
  public static String postgres(List<HbaRule> rules) {
    return file("pg_hba.conf", rules, HbaText::patternProblem);
  }

  /**
   * The text of pool_hba.conf. pgpool reads the same syntax; it knows fewer types and methods.
   *
   * @param rules the rules, in the order in which pgpool tries them
   * @return a line for each
   * @throws PgClusterException if a rule has no database, no user, or what the file cannot hold
   */
  public static String pool(List<HbaRule> rules) {
    return file("pool_hba.conf", rules, rule -> Optional.empty());
  }

  private static String file(
      String file, List<HbaRule> rules, Function<HbaRule, Optional<String>> more) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < rules.size(); i++) {
      String rule = file + ": rule " + i;
      ConfigText.require(rule, shapeProblem(rules.get(i)));
      ConfigText.require(rule, more.apply(rules.get(i)));
      append(out, rules.get(i));
    }
    return out.toString();
  }

  private static void append(StringBuilder out, HbaRule rule) {
    out.append(token(rule.type())).append(' ');
    out.append(list(rule.databases(), HbaElement::database)).append(' ');
    out.append(list(rule.users(), HbaElement::user)).append(' ');
    if (!rule.type().equals("local")) {
      out.append(token(rule.address())).append(' ');
    }
    out.append(token(rule.method()));
    rule.options().forEach((name, value) -> out.append(' ').append(token(name + "=" + value)));
    out.append('\n');
  }

  private static String list(List<String> elements, Function<String, HbaElement> kind) {
    return elements.stream().map(kind).map(HbaElement::inFile).collect(Collectors.joining(","));
  }

  /** A field as it stands in the file. */
  static String token(String text) {
    boolean plain = !text.isEmpty() && text.chars().allMatch(HbaText::isPlain);
    return plain ? text : quoted(text);
  }

  static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || PLAIN_SIGNS.indexOf(c) >= 0;
  }

  /** What would make a line of other fields than the rule has. */
  private static Optional<String> shapeProblem(HbaRule rule) {
    if (rule.type().isEmpty() || rule.method().isEmpty()) {
      return Optional.of("has no type or no method; name both");
    }
    if (rule.databases().isEmpty()) {
      return Optional.of("has no databases; name some, or all");
    }
    if (rule.users().isEmpty()) {
      return Optional.of("has no users; name some, or all");
    }
    if (rule.type().equals("local") != rule.address().isEmpty()) {
      return Optional.of(
          rule.type().equals("local")
              ? "has an address, and local has none; leave it out"
              : "has no address; name one, or all");
    }
    if (names(rule).anyMatch(String::isEmpty)) {
      return Optional.of("has an empty name; give one, or all");
    }
    return fields(rule).flatMap(field -> fieldProblem(field).stream()).findFirst();
  }

  /** In quotes or not, newer versions take a name with a slash for more than this name. */
  private static Optional<String> patternProblem(HbaRule rule) {
    return Stream.concat(
            rule.databases().stream().map(HbaElement::database),
            rule.users().stream().map(HbaElement::user))
        .filter(HbaText::isTakenForPattern)
        .findFirst()
        .map(
            e ->
                "has the name %s, which PostgreSQL 16 and newer take for a regular expression; write it as one"
                    .formatted(Violation.shown(e.text())));
  }

  static boolean isTakenForPattern(HbaElement element) {
    return element.kind() == HbaElement.Kind.QUOTED_NAME && element.text().startsWith("/");
  }

  private static Stream<String> fields(HbaRule rule) {
    return Stream.of(
            Stream.of(rule.type(), rule.address(), rule.method()),
            rule.databases().stream(),
            rule.users().stream(),
            rule.options().entrySet().stream().map(o -> o.getKey() + "=" + o.getValue()))
        .flatMap(Function.identity());
  }

  private static Stream<String> names(HbaRule rule) {
    return Stream.concat(
        rule.databases().stream().map(d -> HbaElement.database(d).text()),
        rule.users().stream().map(u -> HbaElement.user(u).text()));
  }

  static Optional<String> fieldProblem(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0
        ? Optional.of("has a line break, which the file cannot hold; leave it out")
        : ConfigText.problem(text);
  }
}
