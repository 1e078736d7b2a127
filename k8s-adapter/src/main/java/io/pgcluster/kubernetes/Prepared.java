package io.pgcluster.kubernetes;

import io.pgcluster.kubernetes.Planner.Outcome;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What has been read and made before anything is written.
 *
 * @param cluster what is wanted
 * @param manifests its objects
 * @param secrets its passwords
 * @param begun the passwords with rotations that others began, or that this begins; else empty
 * @param existing what there was in the namespace
 * @param findings of the preflight
 * @param outcome what there is to do
 */
record Prepared(
    PgCluster cluster,
    Manifests manifests,
    ClusterSecrets secrets,
    Optional<ClusterSecrets> begun,
    Existing existing,
    Findings findings,
    Outcome outcome) {
  Prepared with(Outcome planned) {
    return new Prepared(cluster, manifests, secrets, begun, existing, findings, planned);
  }

  boolean isUnchanged(Manifest manifest) {
    return outcome.unchanged().contains(Planner.key(Kind.of(manifest), manifest.name()));
  }

  Optional<JsonNode> primary() {
    return existing.find(Kind.STATEFUL_SET, new ObjectNames(cluster.name()).primary());
  }

  /** Whether there are clients to be careful with. */
  boolean isRunning() {
    return Rollout.isReady(primary());
  }

  boolean reloads() {
    return outcome.changes().stream().anyMatch(c -> c.impact() == Impact.RELOAD);
  }

  boolean hasChangeOf(List<String> kinds) {
    return outcome.changes().stream().anyMatch(c -> kinds.contains(c.object().kind()));
  }

  boolean restarts(ObjectId object) {
    return outcome.changes().stream()
        .filter(c -> c.object().equals(object))
        .map(PlannedChange::impact)
        .anyMatch(impact -> impact.compareTo(Impact.STANDBY_RESTART) >= 0);
  }
}
