package io.pgcluster.benchmarks;

import io.pgcluster.embedded.EmbeddedPgCluster;
import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * The first start in a fresh JVM, from the first statement of {@code main} to the first answer:
 * {@code NAME FOLDER}. With empty folders everything is unpacked and made first.
 */
final class FirstStart {
  private FirstStart() {}

  /** One server. */
  static final class Single {
    private Single() {}

    public static void main(String... arguments) throws SQLException {
      long start = System.nanoTime();
      ours(start, Proof.SINGLE, arguments[0]);
    }
  }

  /** A primary and two standbys. */
  static final class Three {
    private Three() {}

    public static void main(String... arguments) throws SQLException {
      long start = System.nanoTime();
      ours(start, Proof.THREE, arguments[0]);
    }
  }

  /** zonky's one server. */
  static final class Other {
    private Other() {}

    public static void main(String... arguments) throws IOException, SQLException {
      long start = System.nanoTime();
      Zonky server = Zonky.start(Path.of(arguments[1]));
      report(start, arguments[0]);
      server.close();
    }
  }

  private static void ours(long start, PgCluster spec, String name) throws SQLException {
    try (EmbeddedPgClusters clusters = EmbeddedPgClusters.create()) {
      EmbeddedPgCluster running = Proof.start(clusters, spec);
      report(start, name);
      running.close();
    }
  }

  private static void report(long start, String name) {
    Figures.print("ms", name, (System.nanoTime() - start) / 1e6);
  }
}
