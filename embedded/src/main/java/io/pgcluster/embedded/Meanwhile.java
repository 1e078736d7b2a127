package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that is computed while other things go on.
 *
 * @param <T> what comes of it
 */
final class Meanwhile<T> {
  private final String what;
  private final FutureTask<T> task;

  private Meanwhile(String what, Callable<T> work) {
    this.what = what;
    this.task = new FutureTask<>(work);
  }

  static <T> Meanwhile<T> doing(String what, Callable<T> work) {
    Meanwhile<T> meanwhile = new Meanwhile<>(what, work);
    Thread thread = new Thread(meanwhile.task, "pgcluster " + what);
    thread.setDaemon(true);
    thread.start();
    return meanwhile;
  }

  /** Waits for it; throws what it threw. */
  T get() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PgClusterException("interrupted while waiting for the cluster's " + what, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException thrown) {
        throw thrown;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
