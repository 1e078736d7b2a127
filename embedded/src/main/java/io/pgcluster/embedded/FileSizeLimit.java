package io.pgcluster.embedded;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

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

  /** For the server, whose children to come inherit it, and then every process of it there is. */
  static void set(Optional<ProcessHandle> server, boolean full) throws IOException {
    if (server.isPresent()) {
      limit(server.get(), full);
      for (ProcessHandle child : server.get().descendants().toList()) {
        limit(child, full);
      }
    }
  }

  /**
   * Only the soft limit, so that it can be lifted again; as the servers' user, for whom alone that
   * needs no right of its own.
   */
  private static void limit(ProcessHandle process, boolean full) throws IOException {
    List<String> command =
        RunAs.current()
            .command(
                List.of(
                    "prlimit",
                    "--pid=" + process.pid(),
                    "--fsize=" + (full ? BYTES : "unlimited") + ":"));
    if (!Programs.succeeds(command) && process.isAlive()) {
      throw new IOException("prlimit is refused for process " + process.pid());
    }
  }
}
