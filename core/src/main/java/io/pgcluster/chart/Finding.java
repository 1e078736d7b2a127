package io.pgcluster.chart;

/**
 * One thing that an import found.
 *
 * @param kind what is to be made of it
 * @param place the value, file and line, or template: {@code pool-configs/pgpool.conf:12}
 * @param problem what is wrong there, without secrets
 * @param remedy how the description puts it right, or what to do
 * @since 0.1
 */
public record Finding(Kind kind, String place, String problem, String remedy) {

  /** What is to be made of a finding; in the order of a report. */
  public enum Kind {
    /** Without it there is no description: give it. */
    MISSING("missing: give it and import again"),
    /** The description has an answer, and only a person can say whether it is the right one. */
    TO_DECIDE("to decide: taken over as said, please check"),
    /** Wrong in the chart, and right in the description. */
    DEFECT("defects, and how they are put right"),
    /** Not taken over, as the library does it itself, or nothing does it any more. */
    LEFT_OUT("left out");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /**
     * In words.
     *
     * @return the heading in a report
     */
    public String title() {
      return title;
    }
  }

  @Override
  public String toString() {
    return "%s: %s → %s".formatted(place, problem, remedy);
  }
}
