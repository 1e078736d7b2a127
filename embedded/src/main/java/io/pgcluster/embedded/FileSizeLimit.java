package io.pgcluster.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A full disk for one server: no file of it may grow beyond a few blocks. The kernel answers EFBIG
 * instead of ENOSPC; PostgreSQL treats both as a write that failed. It works for any user and
 * touches nobody else, as filling a file system would.
 */
final class FileSizeLimit {
  /** What is smaller can still be written: control file, log, state of slots. */
  private static final int BYTES = 1 << 20;

  private FileSizeLimit() {}

  static boolean isPossible() {
    return Programs.find("prlimit").isPresent();
  }

  /** For the server and every process of it that is there; those to come inherit it. */
  static void set(Optional<ProcessHandle> server, boolean full) throws IOException {
    List<ProcessHandle> all =
        server.map(s -> Stream.concat(Stream.of(s), s.descendants()).toList()).orElse(List.of());
    for (ProcessHandle process : all) {
      // Only the soft limit, so that it can be lifted again.
      var unused =
          Programs.succeeds(
              List.of(
                  "prlimit",
                  "--pid=" + process.pid(),
                  "--fsize=" + (full ? BYTES : "unlimited") + ":"));
    }
  }
}
