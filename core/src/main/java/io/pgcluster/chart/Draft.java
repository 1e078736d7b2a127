package io.pgcluster.chart;

import io.pgcluster.InvalidSpecException;
import io.pgcluster.Violation;
import io.pgcluster.config.HbaRule;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is taken out of the chart's files, until the builder has said what of it is right: what it
 * refuses is left out, and its words are the finding.
 */
final class Draft {
  private static final Pattern RULE = Pattern.compile("(postgres|router)\\.hba\\[(\\d+)].*");

  /** A setting or a rule, and where it came from. */
  private record From<T>(T what, String place) {}

  private final Findings findings;
  private final SortedMap<String, From<String>> serverParameters = new TreeMap<>();
  private final SortedMap<String, From<String>> routerParameters = new TreeMap<>();
  private final List<From<HbaRule>> serverRules = new ArrayList<>();
  private final List<From<HbaRule>> routerRules = new ArrayList<>();

  Draft(Findings findings) {
    this.findings = findings;
  }

  void serverParameter(String name, String value, String place) {
    serverParameters.put(name, new From<>(value, place)); // the last one counts
  }

  void routerParameter(String name, String value, String place) {
    routerParameters.put(name, new From<>(value, place));
  }

  void serverRule(HbaRule rule, String place) {
    serverRules.add(new From<>(rule, place));
  }

  void routerRule(HbaRule rule, String place) {
    routerRules.add(new From<>(rule, place));
  }

  Optional<String> routerParameter(String name) {
    return Optional.ofNullable(routerParameters.get(name)).map(From::what);
  }

  Optional<String> serverParameter(String name) {
    return Optional.ofNullable(serverParameters.get(name)).map(From::what);
  }

  void removeServerParameter(String name) {
    serverParameters.remove(name);
  }

  /**
   * The description with all of this that is right.
   *
   * @param base makes a builder with everything else
   * @return empty when something is wrong that cannot be left out; the findings say what
   */
  Optional<PgCluster> build(Supplier<PgClusterBuilder> base) {
    while (true) {
      try {
        return Optional.of(filled(base.get()).build());
      } catch (InvalidSpecException e) {
        if (!leaveOut(e.violations())) {
          e.violations().forEach(this::missing);
          return Optional.empty();
        }
      }
    }
  }

  private PgClusterBuilder filled(PgClusterBuilder builder) {
    builder.postgres(
        p -> {
          serverParameters.forEach((name, from) -> p.parameter(name, from.what()));
          serverRules.forEach(rule -> p.hba(rule.what()));
        });
    builder.router(
        r -> {
          routerParameters.forEach((name, from) -> r.parameter(name, from.what()));
          routerRules.forEach(rule -> r.hba(rule.what()));
        });
    return builder;
  }

  private void missing(Violation violation) {
    findings.missing(violation.path(), violation.problem(), "correct the value, or give it by set");
  }

  /** Whether there was anything to leave out. */
  private boolean leaveOut(List<Violation> violations) {
    List<From<HbaRule>> server = new ArrayList<>();
    List<From<HbaRule>> router = new ArrayList<>();
    boolean any = false;
    for (Violation violation : violations) {
      Matcher rule = RULE.matcher(violation.path());
      if (rule.matches()) {
        boolean ofServer = rule.group(1).equals("postgres");
        int index = Integer.parseInt(rule.group(2));
        From<HbaRule> wrong = (ofServer ? serverRules : routerRules).get(index);
        (ofServer ? server : router).add(wrong);
        findings.defect(wrong.place(), violation.problem(), "the rule is left out");
        any = true;
      } else {
        any |= remove(serverParameters, "postgres.parameters", violation);
        any |= remove(routerParameters, "router.parameters", violation);
      }
    }
    serverRules.removeAll(server);
    routerRules.removeAll(router);
    return any;
  }

  private boolean remove(Map<String, From<String>> parameters, String path, Violation violation) {
    for (Map.Entry<String, From<String>> entry : parameters.entrySet()) {
      if (Violation.path(path, entry.getKey()).equals(violation.path())) {
        findings.leftOut(
            entry.getValue().place() + " " + entry.getKey(), violation.problem(), "not taken over");
        parameters.remove(entry.getKey());
        return true;
      }
    }
    return false;
  }
}
