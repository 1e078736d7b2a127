package io.pgcluster.kubernetes;

import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a cluster as a tree: pods below what makes them, claims below their pods, and what
 * only has to be written in one line. Text only, no output.
 */
final class ProgressTree {
  private static final List<String> WORKLOADS = List.of("StatefulSet", "Deployment");

  private final Map<ObjectId, ProgressEvent> objects = new LinkedHashMap<>();

  /** Whether that is news. */
  boolean put(ProgressEvent event) {
    ProgressEvent before = objects.put(event.object(), event);
    return !event.equals(before);
  }

  /** One change as a line of its own; what it says further below, indented. */
  static String line(ProgressEvent event, Duration elapsed) {
    StringBuilder out = new StringBuilder();
    out.append(seconds(elapsed))
        .append(' ')
        .append(mark(event.state()))
        .append(' ')
        .append(event.object())
        .append(": ")
        .append(word(event.state()));
    List<String> details = details(event);
    if (details.size() == 1) {
      out.append(", ").append(details.get(0));
    } else {
      details.forEach(detail -> out.append("\n           ").append(detail));
    }
    return out.append('\n').toString();
  }

  String render(Duration elapsed, int width) {
    List<String> lines = new ArrayList<>();
    List<ProgressEvent> workloads =
        objects.values().stream().filter(e -> WORKLOADS.contains(e.object().kind())).toList();
    written(workloads).ifPresent(lines::add);
    for (ProgressEvent workload : workloads) {
      lines.add(node(workload, ""));
      addChildren(workload, lines);
    }
    StringBuilder out = new StringBuilder();
    out.append(seconds(elapsed)).append('\n');
    lines.forEach(line -> out.append(cut(line, width)).append('\n'));
    return out.toString();
  }

  private void addChildren(ProgressEvent workload, List<String> lines) {
    lines.addAll(reasons(workload, "    "));
    String prefix = workload.object().name() + "-";
    List<ProgressEvent> pods =
        objects.values().stream()
            .filter(e -> e.object().kind().equals("Pod") && e.state() != State.DELETED)
            .filter(e -> e.object().name().startsWith(prefix))
            .toList();
    for (ProgressEvent pod : pods) {
      lines.add(node(pod, "  "));
      lines.addAll(reasons(pod, "      "));
      objects.values().stream()
          .filter(e -> e.object().kind().equals("PersistentVolumeClaim"))
          .filter(e -> e.object().name().endsWith("-" + pod.object().name()))
          .forEach(
              claim -> {
                lines.add(node(claim, "    "));
                lines.addAll(reasons(claim, "        "));
              });
    }
  }

  /** Configuration: a count, and those that failed. */
  private Optional<String> written(List<ProgressEvent> workloads) {
    List<ProgressEvent> rest =
        objects.values().stream()
            .filter(e -> !workloads.contains(e))
            .filter(e -> !e.object().kind().equals("Pod"))
            .filter(e -> !e.object().kind().equals("PersistentVolumeClaim"))
            .toList();
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    List<ProgressEvent> failed = rest.stream().filter(e -> e.state() == State.PROBLEM).toList();
    if (!failed.isEmpty()) {
      StringBuilder text = new StringBuilder();
      for (ProgressEvent event : failed) {
        text.append(text.isEmpty() ? "" : "\n").append(node(event, ""));
        reasons(event, "    ").forEach(line -> text.append('\n').append(line));
      }
      return Optional.of(text.toString());
    }
    long done = rest.stream().filter(e -> e.state() != State.PENDING).count();
    State state = done == rest.size() ? State.READY : State.PENDING;
    return Optional.of("%s %d of %d objects written".formatted(mark(state), done, rest.size()));
  }

  private static String node(ProgressEvent event, String indent) {
    boolean inline = event.state() != State.PROBLEM && !event.detail().isEmpty();
    return indent
        + mark(event.state())
        + " "
        + event.object()
        + ": "
        + word(event.state())
        + (inline ? ", " + details(event).get(0) : "");
  }

  private static List<String> reasons(ProgressEvent event, String indent) {
    return event.state() == State.PROBLEM
        ? details(event).stream().map(detail -> indent + detail).toList()
        : List.of();
  }

  /** Kubernetes repeats what programs print: nothing of it may move the cursor. */
  private static List<String> details(ProgressEvent event) {
    return event
        .detail()
        .lines()
        .map(line -> line.replaceAll("\\p{Cntrl}", " ").stripTrailing())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static String cut(String lines, int width) {
    StringBuilder out = new StringBuilder();
    for (String line : lines.split("\n", -1)) {
      out.append(out.isEmpty() ? "" : "\n")
          .append(line.length() < width ? line : line.substring(0, Math.max(0, width - 1)));
    }
    return out.toString();
  }

  private static String seconds(Duration elapsed) {
    return String.format(Locale.ROOT, "[%6.1f s]", elapsed.toMillis() / 1000.0);
  }

  private static String mark(State state) {
    return switch (state) {
      case PENDING -> ".";
      case STARTING -> "~";
      case APPLIED, UNCHANGED, READY -> "+";
      case PROBLEM -> "!";
      case DELETED -> "-";
    };
  }

  private static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
