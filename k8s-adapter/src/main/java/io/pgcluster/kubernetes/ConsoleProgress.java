package io.pgcluster.kubernetes;

import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressListener;
import java.io.Console;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Shows progress to people: on a terminal a tree that is drawn anew at each change, elsewhere a
 * line for each change. Thread-safe. One may be used for {@code apply} and {@code await} in turn:
 * the tree goes on.
 *
 * @since 0.1
 */
public final class ConsoleProgress implements ProgressListener {
  private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

  private final PrintStream out;
  private final boolean live;
  private final Clock clock;
  private final Instant start;
  private final int width;
  private final ProgressTree tree = new ProgressTree();
  private int drawn;

  private ConsoleProgress(PrintStream out, boolean live, int width, Clock clock) {
    this.out = out;
    this.live = live;
    this.width = width;
    this.clock = clock;
    this.start = clock.instant();
  }

  /**
   * On standard output: live if that is a terminal that can do it.
   *
   * @return begins to count the seconds now
   */
  public static ConsoleProgress create() {
    String terminal = System.getenv("TERM");
    boolean live = isTerminal() && terminal != null && !terminal.equals("dumb");
    String columns = System.getenv("COLUMNS");
    int width = columns != null && columns.matches("\\d{2,4}") ? Integer.parseInt(columns) : 120;
    return new ConsoleProgress(System.out, live, width, Clock.systemUTC());
  }

  /** From JDK 22 there always is a console, which knows itself; before, only on a terminal. */
  private static boolean isTerminal() {
    return Optional.ofNullable(System.console())
        .filter(
            console -> {
              try {
                Object answer = Console.class.getMethod("isTerminal").invoke(console);
                return Boolean.TRUE.equals(answer);
              } catch (NoSuchMethodException olderThan22) {
                return true;
              } catch (ReflectiveOperationException e) {
                return false;
              }
            })
        .isPresent();
  }

  /**
   * A line for each change.
   *
   * @param out where to
   * @param clock counts the seconds
   * @return begins to count the seconds now
   */
  public static ConsoleProgress lines(PrintStream out, Clock clock) {
    return new ConsoleProgress(out, false, Integer.MAX_VALUE, clock);
  }

  /**
   * A tree drawn by ANSI sequences.
   *
   * @param out a terminal
   * @param width its columns; longer lines are cut
   * @param clock counts the seconds
   * @return begins to count the seconds now
   */
  public static ConsoleProgress tree(PrintStream out, int width, Clock clock) {
    return new ConsoleProgress(out, true, width, clock);
  }

  @Override
  public synchronized void on(ProgressEvent event) {
    boolean changed = tree.put(event);
    if (!changed) {
      return;
    }
    Duration elapsed = Duration.between(start, clock.instant());
    if (!live) {
      // That something is known and nothing done yet is only worth a place in the tree.
      if (event.state() != ProgressEvent.State.PENDING || !event.detail().isEmpty()) {
        out.print(ProgressTree.line(event, elapsed));
      }
    } else {
      String text = tree.render(elapsed, width);
      out.print((drawn == 0 ? "" : UP_AND_CLEAR.formatted(drawn)) + text);
      drawn = (int) text.chars().filter(c -> c == '\n').count();
    }
    out.flush();
  }
}
