package io.pgcluster.junit5;

import io.pgcluster.PgClusterException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Attaches to a failure what the servers said meanwhile. */
final class FailureReport {
  private FailureReport() {}

  /** What the servers logged, as an exception so that every tool shows it; it has no stack. */
  private static final class ServerLogs extends PgClusterException {
    private static final long serialVersionUID = 1L;

    ServerLogs(String logs) {
      super("the servers logged since the test began:\n" + logs);
      setStackTrace(new StackTraceElement[0]);
    }
  }

  static Throwable attached(TestScope scope, ExtensionContext context, Throwable failure) {
    if (failure instanceof TestAbortedException) {
      return failure;
    }
    String logs = scope.marks().since();
    if (!logs.isEmpty()) {
      context.publishReportEntry("pgcluster logs", logs);
      failure.addSuppressed(new ServerLogs(logs));
    }
    return failure;
  }
}
