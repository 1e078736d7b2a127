package io.pgcluster.kubernetes;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The way to the API server: requests and streams, and nothing that Kubernetes means by them. The
 * seam at which tests put a Kubernetes of their own. Thread-safe.
 */
interface Transport {
  /**
   * Where the server is, for messages.
   *
   * @return its URL
   */
  String server();

  /**
   * Sends one request.
   *
   * @param call the request
   * @return the answer, whatever its status; fails with an IOException when there is none.
   *     Cancelling it gives the request up
   */
  CompletableFuture<Reply> send(Call call);

  /**
   * Opens a stream of lines, such as a watch.
   *
   * @param call the request
   * @param lines gets each line; called from one thread at a time, must not block
   * @return the stream
   */
  Stream stream(Call call, Consumer<String> lines);

  /** A stream that is open or was. */
  interface Stream extends AutoCloseable {
    /**
     * Completes when the stream has ended: with the status it was opened with, or the failure.
     *
     * @return never cancelled
     */
    CompletableFuture<Integer> ended();

    @Override
    void close();
  }
}
