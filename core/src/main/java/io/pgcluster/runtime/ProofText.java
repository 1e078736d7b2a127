package io.pgcluster.runtime;

import io.pgcluster.runtime.VerifyReport.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A {@link VerifyReport} as text with aligned columns. */
final class ProofText {
  /** A name may hold a line break or an escape sequence, which a terminal would obey. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  private ProofText() {}

  static String of(VerifyReport report) {
    StringBuilder text = new StringBuilder();
    text.append("Cluster ").append(plain(report.cluster())).append(": ");
    text.append(verdict(report)).append('\n');
    table(text, report.checks().stream().map(ProofText::row).toList());
    if (!report.standbys().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("STANDBY", "ADDRESS", "STATE", "SYNC", "LAG"));
      report
          .standbys()
          .forEach(
              s ->
                  rows.add(
                      List.of(
                          s.name(),
                          s.address(),
                          s.state(),
                          s.syncState(),
                          ByteSize.of(s.lagBytes()))));
      text.append('\n');
      table(text, rows);
    }
    if (!report.reads().isEmpty()) {
      List<List<String>> rows = new ArrayList<>();
      rows.add(List.of("READ FROM", "ADDRESS", "ROLE", "SESSIONS"));
      report
          .reads()
          .forEach(
              r ->
                  rows.add(
                      List.of(
                          r.name().isEmpty() ? "-" : r.name(),
                          r.address(),
                          r.primary() ? "primary" : "standby",
                          Integer.toString(r.reads()))));
      text.append('\n');
      table(text, rows);
    }
    return text.toString();
  }

  private static String verdict(VerifyReport report) {
    int all = report.checks().size();
    return report.ok()
        ? "proven, all %d checks passed".formatted(all)
        : "NOT proven, %d of %d checks failed".formatted(report.failed().size(), all);
  }

  private static List<String> row(Check check) {
    return List.of(check.passed() ? "ok" : "FAILED", check.subject().title(), check.detail());
  }

  private static void table(StringBuilder text, List<List<String>> rows) {
    List<List<String>> cells =
        rows.stream().map(row -> row.stream().map(ProofText::plain).toList()).toList();
    int columns = cells.isEmpty() ? 0 : cells.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : cells) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = row.get(i);
        line.append("  ").append(cell).append(" ".repeat(widths[i] - width(cell)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static String plain(String text) {
    return CONTROL.matcher(text).replaceAll("\ufffd");
  }
}
