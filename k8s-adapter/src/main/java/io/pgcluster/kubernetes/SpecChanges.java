package io.pgcluster.kubernetes;

import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Changes of a cluster that begin at the description that is stored. */
final class SpecChanges {
  private static final Duration READY = Duration.ofMinutes(10);

  private final KubeApi api;
  private final StoredSpec stored;
  private final Applier applier;
  private final Function<PgCluster, RunningPgCluster> handles;

  SpecChanges(
      KubeApi api,
      StoredSpec stored,
      Applier applier,
      Function<PgCluster, RunningPgCluster> handles) {
    this.api = api;
    this.stored = stored;
    this.applier = applier;
    this.handles = handles;
  }

  /** Plans, applies and awaits it. */
  RunningPgCluster make(
      String cluster,
      Consumer<PgClusterBuilder> change,
      Impact allowed,
      ProgressListener listener) {
    JsonNode owner = StoredSpec.ownerOf(api, cluster);
    stored.refuseIncomplete(owner);
    PgClusterBuilder builder = stored.read(owner).toBuilder();
    change.accept(builder);
    Plan plan = applier.plan(builder.build());
    applier.apply(plan, allowed, listener);
    return handles.apply(plan.desired()).await(READY, listener);
  }
}
