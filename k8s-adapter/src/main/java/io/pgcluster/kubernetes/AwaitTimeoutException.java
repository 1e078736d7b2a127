package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ProgressEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Time ran out before the cluster was ready. Says what was still missing, and why.
 *
 * @since 0.1
 */
public final class AwaitTimeoutException extends PgClusterException {
  private static final long serialVersionUID = 1L;

  private final transient List<ProgressEvent> missing;

  AwaitTimeoutException(
      String what, Duration timeout, List<ProgressEvent> missing, String trouble) {
    super(
        missing.stream()
            .map(AwaitTimeoutException::line)
            .collect(
                Collectors.joining(
                    "",
                    "%s after %d s%s"
                        .formatted(what, timeout.toSeconds(), missing.isEmpty() ? "" : ":"),
                    trouble.isEmpty() ? "" : "\n  (" + trouble + ")")));
    this.missing = List.copyOf(missing);
  }

  private static String line(ProgressEvent event) {
    String why = event.detail().isEmpty() ? event.state().name() : event.detail();
    return "\n  " + event.object() + ": " + why.replace("\n", "\n    ");
  }

  /**
   * The objects that were not ready.
   *
   * @return as they were last seen
   */
  public List<ProgressEvent> missing() {
    return missing;
  }
}
