package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Waiting for calls that were sent, so that an interrupt is heard. */
final class Futures {
  private Futures() {}

  static <T> T get(CompletableFuture<T> future) {
    try {
      // An answer that is here already would hide an interrupt.
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      throw interrupted(e);
    } catch (ExecutionException e) {
      throw runtime(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Waits for all, also when one fails, so that nothing is still being written afterwards. */
  static <T> List<T> all(List<CompletableFuture<T>> futures) {
    CompletableFuture<Void> all =
        CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    try {
      get(all.handle((nothing, failure) -> true));
    } catch (PgClusterException interrupted) {
      futures.forEach(f -> f.cancel(true));
      throw interrupted;
    }
    RuntimeException first = null;
    for (CompletableFuture<T> future : futures) {
      try {
        get(future);
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
    return futures.stream().map(Futures::get).toList();
  }

  static PgClusterException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new PgClusterException(
        "interrupted while waiting for Kubernetes; what was begun can be finished by applying again",
        e);
  }

  static Throwable cause(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  static RuntimeException runtime(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e
        ? e
        : new PgClusterException("a call of Kubernetes failed: " + cause.getMessage(), cause);
  }
}
