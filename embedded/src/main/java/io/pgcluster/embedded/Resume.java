package io.pgcluster.embedded;

import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.util.List;

/** Applying a description to a cluster that is there: starts what is down, changes the rest. */
final class Resume {
  private final Settings settings;
  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final ProgressListener listener;

  Resume(Settings settings, PgCluster cluster, ClusterFolder folder, ProgressListener listener) {
    this.settings = settings;
    this.cluster = cluster;
    this.folder = folder;
    this.listener = listener;
  }

  void run() throws IOException {
    ClusterState state = folder.state();
    boolean down =
        state.instances().stream()
            .noneMatch(i -> new InstanceProcess(folder.instance(i), RunAs.current()).isAlive());
    if (down) {
      // Its program has ended, and this one takes it over.
      folder.shutDown();
      new Launch(settings, cluster, folder, listener).run();
      return;
    }
    List<PlannedChange> changes = new LocalPlanner(settings, cluster, folder).plan().changes();
    if (!changes.isEmpty()) {
      new LocalChange(settings, cluster, folder, listener).run(new Plan(cluster, changes));
      return;
    }
    for (String instance : state.instances()) {
      listener.on(
          new ProgressEvent(new ObjectId(LocalPlanner.INSTANCE, instance), State.UNCHANGED, ""));
    }
  }
}
