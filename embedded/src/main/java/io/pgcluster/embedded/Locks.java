package io.pgcluster.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One at a time, among all threads of all programs. */
final class Locks {
  /** A file lock is the whole program's: threads need one of their own. */
  private static final Map<Path, Object> THREADS = new ConcurrentHashMap<>();

  private Locks() {}

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Waits for the lock and holds it for that long.
   *
   * @param file is made if it is not there, and stays
   */
  static <T> T holding(Path file, Work<T> work) throws IOException {
    synchronized (THREADS.computeIfAbsent(file, path -> new Object())) {
      try (FileChannel channel =
              FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        if (!held.isValid()) {
          throw new IOException(file + " cannot be locked");
        }
        return work.run();
      }
    }
  }
}
