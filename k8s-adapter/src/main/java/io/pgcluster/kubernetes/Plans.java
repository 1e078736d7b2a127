package io.pgcluster.kubernetes;

import io.pgcluster.config.ParameterText;
import io.pgcluster.kubernetes.Planner.Outcome;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.ServerParameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes plans: of what Kubernetes tells, and then of what SQL does, if the primary can be asked.
 */
final class Plans {
  private final KubeApi api;
  private final StoredSpec stored;
  private final ClusterSql sql;

  Plans(KubeApi api, StoredSpec stored, ClusterSql sql) {
    this.api = api;
    this.stored = stored;
    this.sql = sql;
  }

  /**
   * What there is to do.
   *
   * @param rotating the roles whose rotation was begun
   */
  Outcome outcome(
      PgCluster cluster,
      Manifests manifests,
      ClusterSecrets secrets,
      LiveObjects live,
      Set<String> rotating) {
    Outcome outcome = new Planner(api, stored, cluster, manifests, secrets, live).run();
    ObjectNames names = new ObjectNames(cluster.name());
    boolean impossible = outcome.changes().stream().anyMatch(c -> c.impact() == Impact.IMPOSSIBLE);
    if (impossible || !Rollout.isReady(live.find(Kind.STATEFUL_SET, names.primary()))) {
      return outcome;
    }
    boolean read = outcome.unchanged().contains(Planner.key(Kind.CONFIG_MAP, names.postgres()));
    List<PlannedChange> all = new ArrayList<>(outcome.changes());
    rotating.forEach(role -> all.add(PlannedChange.rotation(role)));
    all.addAll(sql.plan(cluster, secrets, read ? configuration(cluster, manifests) : ""));
    return new Outcome(List.copyOf(all), outcome.unchanged());
  }

  /** What servers say that have read the files. */
  static String configuration(PgCluster cluster, Manifests manifests) {
    return manifests
        .find(Kind.CONFIG_MAP.name(), new ObjectNames(cluster.name()).postgres())
        .map(m -> Json.read(new String(m.json(), StandardCharsets.UTF_8)))
        .map(map -> map.path("data").path(ConfigFiles.POSTGRES).asString(""))
        .map(text -> ParameterText.read(text).getOrDefault(ServerParameters.CONFIGURATION, ""))
        .orElse("");
  }
}
