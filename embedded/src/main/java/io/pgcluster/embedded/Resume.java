package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;

/** Applying a description to a cluster that is there: starts what is down, changes nothing. */
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
    String wanted = settings.form().write(cluster);
    String there = settings.form().write(folder.spec(settings.form()));
    if (!wanted.equals(there)) {
      throw new PgClusterException(
          "cluster %s: is there with another description; delete it, or apply this one under another name"
              .formatted(cluster.name()));
    }
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
    for (String instance : state.instances()) {
      InstanceProcess process = new InstanceProcess(folder.instance(instance), RunAs.current());
      boolean started = !process.isAlive() && !state.has(ClusterState.STOPPED, instance);
      if (started) {
        new LocalFaults(settings, cluster, folder).start(instance);
      }
      listener.on(
          new ProgressEvent(
              new ObjectId("Instance", instance),
              started ? State.APPLIED : State.UNCHANGED,
              started ? "started" : ""));
    }
  }
}
