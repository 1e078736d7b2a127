package io.pgcluster.benchmarks;

import io.pgcluster.embedded.EmbeddedPgCluster;
import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.junit5.PgClusterExtension;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Starts in a JVM that has started some, each in turn with zonky's one server, and what those
 * servers hold: {@code FOLDER RUNS}. Ours lie where {@code pgcluster.data} says.
 */
final class WarmStarts {
  static final String THREE = "pgcluster, primary and two standbys, to a row read on both";
  static final String SINGLE = "pgcluster, one server";
  static final String DATABASE = "pgcluster, a fresh database";
  static final String DATABASE_OF_THREE = "pgcluster, a fresh database that two standbys have";
  static final String ZONKY = "zonky, one server";
  static final String BESIDE_THREE = ZONKY + ", in turn with those three";
  static final String BESIDE_SINGLE = ZONKY + ", in turn with that one";
  static final String BESIDE_DATABASE = ZONKY + ", in turn with those databases";

  private static final int WARM_UP = 3;

  private final Path folder;
  private boolean counts;

  private WarmStarts(Path folder) {
    this.folder = folder;
  }

  public static void main(String... arguments) throws IOException, SQLException {
    WarmStarts measured = new WarmStarts(Path.of(arguments[0]));
    int runs = Integer.parseInt(arguments[1]);
    try (EmbeddedPgClusters clusters = EmbeddedPgClusters.create()) {
      for (int run = -WARM_UP; run < runs; run++) {
        measured.counts = run >= 0;
        measured.ours(clusters, Proof.THREE, THREE);
        measured.zonky(BESIDE_THREE);
        measured.ours(clusters, Proof.SINGLE, SINGLE);
        measured.zonky(BESIDE_SINGLE);
      }
    }
    // Last, as their clusters stay.
    for (int run = -WARM_UP; run < runs; run++) {
      measured.counts = run >= 0;
      measured.database(Proof.SINGLE, DATABASE);
      measured.database(Proof.THREE, DATABASE_OF_THREE);
      measured.zonky(BESIDE_DATABASE);
    }
    System.exit(0);
  }

  private void ours(EmbeddedPgClusters clusters, PgCluster spec, String name)
      throws IOException, SQLException {
    long start = System.nanoTime();
    EmbeddedPgCluster running = Proof.start(clusters, spec);
    print("ms", name, since(start));
    // Its servers and the shell that guards them.
    memory(name, Memory.of(ProcessHandle.current().descendants()), running.folder());
    long end = System.nanoTime();
    running.close();
    print("ms to close", name, since(end));
  }

  private void zonky(String name) throws IOException, SQLException {
    long start = System.nanoTime();
    Zonky server = Zonky.start(folder);
    print("ms", name, since(start));
    if (name.equals(BESIDE_SINGLE)) {
      ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
      memory(name, Memory.ofTree(postmaster), server.data());
    }
    long end = System.nanoTime();
    server.close();
    print("ms to close", name, since(end));
  }

  /** As a test gets it: one that differs from all before. */
  private void database(PgCluster spec, String name) throws SQLException {
    long start = System.nanoTime();
    PgClusterExtension test = PgClusterExtension.of(spec);
    try (Connection connection = test.dataSource(Route.PRIMARY).getConnection()) {
      Proof.answers(connection);
    }
    print("ms", name, since(start));
  }

  private void memory(String name, Memory memory, Path files) throws IOException {
    print("MiB of memory", name, memory.proportional());
    print("MiB of memory of each process alone", name, memory.own());
    print("MiB of files", name, Memory.ofFiles(files));
  }

  private void print(String unit, String name, double value) {
    if (counts) {
      Figures.print(unit, name, value);
    }
  }

  private static double since(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
