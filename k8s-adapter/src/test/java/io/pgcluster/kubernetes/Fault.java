package io.pgcluster.kubernetes;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What goes wrong with a call: nothing is done, or it is done and the answer lost. */
record Fault(boolean done, Optional<Reply> reply, Throwable failure) {
  /** Stands for SIGKILL: nothing of ours may run after it. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static Fault status(int status) {
    return answer(new Reply(status, "", Instant.EPOCH, Optional.empty()));
  }

  static Fault answer(Reply reply) {
    return new Fault(false, Optional.of(reply), new IOException());
  }

  static Fault lostBefore() {
    return new Fault(false, Optional.empty(), new IOException("connection reset"));
  }

  static Fault lostAfter() {
    return new Fault(true, Optional.empty(), new IOException("connection reset"));
  }

  static Fault killed(boolean done) {
    return new Fault(done, Optional.empty(), new Killed());
  }
}
