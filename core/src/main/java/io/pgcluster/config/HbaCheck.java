package io.pgcluster.config;

import io.pgcluster.Violation;
import io.pgcluster.config.HbaElement.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether a rule is one that the program reads: with a wrong one, neither PostgreSQL nor pgpool
 * starts.
 *
 * @since 0.1
 */
public final class HbaCheck {
  /** In which version PostgreSQL learned to match names by regular expressions. */
  private static final int PATTERNS = 16;

  /** pgpool's MAX_TOKEN less the NUL. */
  private static final int POOL_TOKEN_BYTES = 255;

  private static final Set<String> NOT_IN_POOL = Set.of("samerole", "samegroup", "replication");

  private final String path;
  private final HbaRule rule;
  private final List<Violation> found = new ArrayList<>();

  private HbaCheck(String path, HbaRule rule) {
    this.path = path;
    this.rule = rule;
  }

  /**
   * What is wrong with a rule of pg_hba.conf.
   *
   * @param path the path of the rule
   * @param rule the rule
   * @param major the major version of PostgreSQL
   * @return one for each field at most
   */
  public static List<Violation> postgres(String path, HbaRule rule, int major) {
    HbaCheck check = new HbaCheck(path, rule);
    HbaMethods methods = HbaMethods.postgres(major);
    check.type(methods);
    check.elements(
        "databases", rule.databases(), text -> postgresElement(HbaElement.database(text), major));
    check.elements("users", rule.users(), text -> postgresElement(HbaElement.user(text), major));
    check.address();
    check.method(methods);
    check.options(methods);
    return check.found;
  }

  /**
   * What is wrong with a rule of pool_hba.conf.
   *
   * @param path the path of the rule
   * @param rule the rule
   * @param version the version of pgpool, such as {@code 4.6}
   * @return one for each field at most
   */
  public static List<Violation> pool(String path, HbaRule rule, String version) {
    HbaCheck check = new HbaCheck(path, rule);
    HbaMethods methods = HbaMethods.pool(version);
    check.type(methods);
    check.elements("databases", rule.databases(), text -> poolElement(HbaElement.database(text)));
    check.elements("users", rule.users(), text -> poolElement(HbaElement.user(text)));
    check.address();
    check.method(methods);
    check.options(methods);
    return check.found;
  }

  private void add(String field, String problem) {
    found.add(new Violation(path + "." + field, problem));
  }

  private void type(HbaMethods methods) {
    if (!methods.types().contains(rule.type())) {
      add(
          "type",
          "%s is no type; take one of %s"
              .formatted(Violation.shown(rule.type()), String.join(", ", methods.types())));
    }
  }

  private void elements(
      String field, List<String> elements, Function<String, Optional<String>> check) {
    if (elements.isEmpty()) {
      add(field, "is empty; name some, or all");
    }
    for (int i = 0; i < elements.size(); i++) {
      String element = elements.get(i);
      String at = field + "[" + i + "]";
      HbaText.fieldProblem(element).or(() -> check.apply(element)).ifPresent(p -> add(at, p));
    }
  }

  private static Optional<String> postgresElement(HbaElement element, int major) {
    if (element.text().isEmpty()) {
      return Optional.of("is empty; give a name, or all");
    }
    if (element.kind() == Kind.PATTERN && major < PATTERNS) {
      return Optional.of(
          "is a regular expression, which PostgreSQL knows from %d on; name what it stands for"
              .formatted(PATTERNS));
    }
    return HbaText.isTakenForPattern(element)
        ? Optional.of(
            "begins with /, by which PostgreSQL from %d on knows a regular expression; write it as one"
                .formatted(PATTERNS))
        : Optional.empty();
  }

  private static Optional<String> poolElement(HbaElement element) {
    if (element.text().isEmpty()) {
      return Optional.of("is empty; give a name, or all");
    }
    if (element.text().getBytes(StandardCharsets.UTF_8).length > POOL_TOKEN_BYTES) {
      return Optional.of(
          "is longer than the %d bytes that pgpool reads".formatted(POOL_TOKEN_BYTES));
    }
    return switch (element.kind()) {
      case KEYWORD ->
          NOT_IN_POOL.contains(element.text())
              ? Optional.of(element.text() + " is no keyword of pgpool's; name databases")
              : Optional.empty();
      case MEMBERS -> Optional.of("pgpool knows no members of roles; name the users");
      case PATTERN ->
          Optional.of("pgpool knows no regular expressions; put it in quotes if it is a name");
      case NAME, QUOTED_NAME -> Optional.empty();
    };
  }

  private void address() {
    boolean local = rule.type().equals("local");
    if (local && !rule.address().isEmpty()) {
      add("address", "is of no use for local; leave it out");
    } else if (!local && rule.address().isEmpty()) {
      add("address", "is missing; name a range such as 10.0.0.0/8, or all");
    } else if (!local) {
      HbaText.fieldProblem(rule.address())
          .or(() -> HbaAddress.problem(rule.address()))
          .ifPresent(problem -> add("address", problem));
    }
  }

  private void method(HbaMethods methods) {
    methods.methodProblem(rule).ifPresent(problem -> add("method", problem));
  }

  private void options(HbaMethods methods) {
    rule.options()
        .forEach(
            (name, value) ->
                HbaText.fieldProblem(name + value)
                    .or(() -> methods.optionProblem(rule, name, value))
                    .ifPresent(
                        problem ->
                            found.add(
                                new Violation(Violation.path(path + ".options", name), problem))));
    methods.missing(rule).ifPresent(problem -> add("options", problem));
  }
}
