package io.pgcluster.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the API server answered.
 *
 * @param status the HTTP status
 * @param body may hold secrets
 * @param date the server's clock; ours where the server did not say
 * @param retryAfter how long it wants to be left alone
 */
record Reply(int status, String body, Instant date, Optional<Duration> retryAfter) {
  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Without the body. */
  @Override
  public String toString() {
    return "Reply " + status;
  }
}
