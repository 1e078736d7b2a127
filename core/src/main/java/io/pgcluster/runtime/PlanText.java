package io.pgcluster.runtime;

import io.pgcluster.runtime.PlannedChange.Kind;
import java.util.regex.Pattern;

/** A {@link Plan} as text. */
final class PlanText {
  /** A value may hold a line break or an escape sequence, which a terminal would obey. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

  private static final int LONGEST = 160;

  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder("Plan for cluster ").append(plan.desired().name());
    if (plan.isEmpty()) {
      return text.append(": nothing to change\n").toString();
    }
    text.append("\n\n");
    int width =
        plan.changes().stream().mapToInt(c -> c.object().toString().length()).max().orElse(0);
    plan.changes().forEach(change -> change(text, change, width));
    return text.append('\n').append(summary(plan)).append('\n').toString();
  }

  private static void change(StringBuilder text, PlannedChange change, int width) {
    String object = plain(change.object().toString());
    text.append("  ")
        .append(change.kind().sign())
        .append(' ')
        .append(object)
        .append(" ".repeat(Math.max(0, width - object.length()) + 2))
        .append(change.impact().title())
        .append('\n');
    change.fields().forEach(field -> text.append("      ").append(line(field)).append('\n'));
    if (!change.reason().isEmpty()) {
      text.append("      ").append(plain(change.reason())).append('\n');
    }
  }

  static String line(FieldChange field) {
    String path = plain(field.path());
    if (field.isHidden()) {
      return path + ": changed";
    }
    if (field.before().isEmpty()) {
      return "+ %s: %s".formatted(path, value(field.after().orElse("")));
    }
    if (field.after().isEmpty()) {
      return "- %s: %s".formatted(path, value(field.before().get()));
    }
    return "%s: %s → %s".formatted(path, value(field.before().get()), value(field.after().get()));
  }

  private static String value(String text) {
    if (text.isEmpty()) {
      return "''";
    }
    String shown = plain(text);
    return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "…" : shown;
  }

  private static String summary(Plan plan) {
    return "%d to add, %d to change, %d to remove, %d drifted; the worst is: %s"
        .formatted(
            count(plan, Kind.ADD),
            count(plan, Kind.CHANGE),
            count(plan, Kind.REMOVE),
            count(plan, Kind.DRIFT),
            plan.impact().title());
  }

  private static long count(Plan plan, Kind kind) {
    return plan.changes().stream().filter(c -> c.kind() == kind).count();
  }

  private static String plain(String text) {
    return CONTROL.matcher(text.replace("\n", "⏎")).replaceAll("\ufffd");
  }
}
