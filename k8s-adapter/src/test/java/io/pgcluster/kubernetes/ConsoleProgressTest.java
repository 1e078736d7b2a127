package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Golden;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  /** A clock that goes on by half a second at each look. */
  private static final class Ticking extends Clock {
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      Instant then = now;
      now = now.plus(Duration.ofMillis(500));
      return then;
    }
  }

  private static String shown(Function<PrintStream, ProgressListener> progress) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      story(progress.apply(out));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void story(ProgressListener to) {
    tell(to, "ConfigMap", "orders", State.PENDING, "");
    tell(to, "StatefulSet", "orders-primary", State.PENDING, "");
    tell(to, "Deployment", "orders-router", State.PENDING, "");
    tell(to, "ConfigMap", "orders", State.APPLIED, "");
    tell(to, "StatefulSet", "orders-primary", State.UNCHANGED, "");
    tell(to, "StatefulSet", "orders-primary", State.STARTING, "0/1 ready");
    tell(to, "Pod", "orders-primary-0", State.PENDING, "");
    tell(to, "PersistentVolumeClaim", "data-orders-primary-0", State.READY, "");
    tell(to, "Pod", "orders-router-6bb-x", State.STARTING, "");
    tell(to, "Pod", "orders-primary-0", State.PROBLEM, "Unschedulable: 0/3 nodes are available");
    tell(to, "Pod", "orders-primary-0", State.PROBLEM, "Unschedulable: 0/3 nodes are available");
    tell(
        to,
        "Pod",
        "orders-router-6bb-x",
        State.PROBLEM,
        "container pgpool: ended with exit code 1\nFATAL: \u001b[31mno key\n\n2026 LOG: shutting down");
    tell(to, "Pod", "orders-primary-0", State.READY, "");
    tell(to, "StatefulSet", "orders-primary", State.READY, "1/1 ready");
    tell(to, "Pod", "orders-router-6bb-x", State.DELETED, "");
  }

  private static void tell(
      ProgressListener to, String kind, String name, State state, String detail) {
    to.on(new ProgressEvent(new ObjectId(kind, name), state, detail));
  }

  @Test
  void prints_a_line_for_each_change_where_there_is_no_terminal() {
    Golden.assertEqual(
        Path.of("src/test/resources/io/pgcluster/kubernetes/progress-lines.expected.txt"),
        shown(out -> ConsoleProgress.lines(out, new Ticking())));
  }

  @Test
  void draws_a_tree_on_a_terminal() {
    Golden.assertEqual(
        Path.of("src/test/resources/io/pgcluster/kubernetes/progress-tree.expected.txt"),
        shown(out -> ConsoleProgress.tree(out, 60, new Ticking())));
  }

  @Test
  void nothing_that_programs_print_moves_the_cursor() {
    assertThat(shown(out -> ConsoleProgress.lines(out, new Ticking()))).doesNotContain("\u001b");
    assertThat(shown(out -> ConsoleProgress.tree(out, 60, new Ticking())))
        .doesNotContain("\u001b[31m");
  }

  @Test
  void no_line_of_the_tree_is_wider_than_the_terminal() {
    assertThat(shown(out -> ConsoleProgress.tree(out, 30, new Ticking())).lines())
        .map(line -> line.replaceAll("\u001b\\[\\d*[AJ]", ""))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(30));
  }
}
