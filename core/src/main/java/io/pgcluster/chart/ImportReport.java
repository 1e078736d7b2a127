package io.pgcluster.chart;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What an import came to. Immutable; shows no secrets.
 *
 * @param name of the cluster
 * @param described the description; empty when something is missing
 * @param findings all that was found, what is missing first
 * @since 0.1
 */
public record ImportReport(String name, Optional<PgCluster> described, List<Finding> findings) {
  /** Keeps its own copy. */
  public ImportReport {
    findings = List.copyOf(findings);
  }

  /**
   * The description.
   *
   * @return complete and checked
   * @throws PgClusterException naming all that is missing
   */
  public PgCluster cluster() {
    return described.orElseThrow(
        () ->
            new PgClusterException(
                "import of %s: is not complete: %s"
                    .formatted(
                        name,
                        of(Finding.Kind.MISSING).stream()
                            .map(Finding::toString)
                            .collect(Collectors.joining("; ")))));
  }

  /**
   * The findings of one kind.
   *
   * @param kind the kind
   * @return in the order of the report
   */
  public List<Finding> of(Finding.Kind kind) {
    return findings.stream().filter(f -> f.kind() == kind).toList();
  }

  /**
   * The report for people.
   *
   * @return lines, each finding with its remedy
   */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append("Import of the chart of 2018: ").append(name).append('\n');
    out.append("  ")
        .append(described.map(PgCluster::toString).orElse("no description yet"))
        .append('\n');
    for (Finding.Kind kind : Finding.Kind.values()) {
      List<Finding> some = of(kind);
      if (!some.isEmpty()) {
        out.append(String.format(Locale.ROOT, "%n%d %s%n", some.size(), kind.title()));
        some.forEach(f -> append(out, f));
      }
    }
    return out.toString().replace(System.lineSeparator(), "\n");
  }

  private static void append(StringBuilder out, Finding finding) {
    out.append("  ").append(finding.place()).append(": ").append(finding.problem());
    out.append("\n    → ").append(finding.remedy()).append('\n');
  }

  @Override
  public String toString() {
    return "ImportReport[%s, %d findings]".formatted(name, findings.size());
  }
}
