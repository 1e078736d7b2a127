package io.pgcluster.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The guards of the clusters that this program started. */
final class Guards {
  private static final Map<Path, Guard> ALL = new ConcurrentHashMap<>();

  private Guards() {}

  static void keep(Path cluster, Guard guard) {
    Guard before = ALL.put(cluster, guard);
    if (before != null) {
      before.close();
    }
  }

  /** After the cluster is gone: the guard has nothing more to do. */
  static void release(Path cluster) {
    Guard guard = ALL.remove(cluster);
    if (guard != null) {
      guard.close();
    }
  }
}
