package io.pgcluster.chart;

import io.pgcluster.runtime.Impact;
import java.util.List;

/**
 * One step of a move.
 *
 * @param title what it does
 * @param impact what it costs
 * @param why what is to be known before
 * @param commands for a shell with {@code kubectl}; lines that begin with {@code #} are for people
 * @since 0.1
 */
public record MoveStep(String title, Impact impact, String why, List<String> commands) {
  /** Keeps its own copy. */
  public MoveStep {
    commands = List.copyOf(commands);
  }
}
