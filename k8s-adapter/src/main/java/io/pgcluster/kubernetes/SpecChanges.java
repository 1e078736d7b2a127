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
import java.util.function.UnaryOperator;
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

  /** The description as it is stored now. */
  PgCluster described(String cluster) {
    return stored.read(StoredSpec.ownerOf(api, cluster));
  }

  /** Plans, applies and awaits it. */
  RunningPgCluster make(
      String cluster,
      Consumer<PgClusterBuilder> change,
      Impact allowed,
      ProgressListener listener) {
    return turn(
        cluster,
        described -> {
          PgClusterBuilder builder = described.toBuilder();
          change.accept(builder);
          return builder.build();
        },
        allowed,
        listener);
  }

  /** The same for what no builder does. */
  RunningPgCluster turn(
      String cluster, UnaryOperator<PgCluster> change, Impact allowed, ProgressListener listener) {
    JsonNode owner = StoredSpec.ownerOf(api, cluster);
    stored.refuseIncomplete(owner);
    Plan plan = applier.plan(change.apply(stored.read(owner)));
    applier.apply(plan, allowed, listener);
    return handles.apply(plan.desired()).await(READY, listener);
  }
}
