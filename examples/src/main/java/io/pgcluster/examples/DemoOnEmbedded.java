package io.pgcluster.examples;

import io.pgcluster.PgClusterException;
import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** The demo on this machine. Interrupted, its servers and data go with the program. */
final class DemoOnEmbedded {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private DemoOnEmbedded() {}

  static boolean run(boolean tour, boolean ask) throws IOException, SQLException {
    DemoSteps steps = new DemoSteps();
    boolean proven;
    Path folder;
    try (var clusters = EmbeddedPgClusters.create()) {
      System.out.println(Demo.CLUSTER + "\n" + clusters);
      var progress = ConsoleProgress.create();
      try (var running = clusters.apply(Demo.CLUSTER, progress)) {
        folder = running.folder();
        running.await(PATIENCE, progress);
        steps.said("a cluster of processes of this machine works");
        proven =
            tour ? new DemoTour(clusters, steps).tell(Demo.CLUSTER, false) : steps.tell(running);
        if (ask) {
          Demo.ask(running.connection(Route.PRIMARY, DemoSteps.ROLE).jdbcUrl());
        }
        running.delete(DeletePolicy.DELETE_VOLUMES, ConsoleProgress.create());
      }
    }
    if (Files.exists(folder)) {
      throw new PgClusterException(folder + ": is still there; remove it");
    }
    steps.said("deleted: nothing is left, neither processes nor " + folder);
    return proven;
  }
}
