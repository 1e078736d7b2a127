package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.kubernetes.Remover.Doomed;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The claims of standbys that are not described any more. */
final class LeftClaims {
  private static final Duration GOING = Duration.ofMinutes(5);

  private final KubeApi api;
  private final String cluster;

  LeftClaims(KubeApi api, String cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  void delete(int standbys, ProgressListener listener) {
    List<Doomed> left =
        Existing.items(Futures.get(api.list(Kind.CLAIM, Labels.selector(cluster)))).stream()
            .filter(claim -> ordinal(claim) >= standbys)
            .map(claim -> Doomed.of(Kind.CLAIM, claim))
            .toList();
    if (left.isEmpty()) {
      return;
    }
    ClusterLock lock =
        ClusterLock.take(
                api, cluster, "scale", ClusterLock.awaitFree(api, cluster, Duration.ofSeconds(30)))
            .orElseThrow(
                () ->
                    new PgClusterException(
                        "cluster %s in namespace %s: others change it; scale it again"
                            .formatted(cluster, api.namespace())));
    try (lock) {
      new Remover(api, cluster, listener, GOING).remove(lock, left);
      Futures.get(api.get(Kind.CONFIG_MAP, new ObjectNames(cluster).owner()))
          .ifPresent(owner -> lock.finish(Json.uid(owner)));
    }
  }

  /** Of a standby's claim; -1 of all others. */
  private int ordinal(JsonNode claim) {
    Matcher name =
        Pattern.compile(
                "[a-z0-9]+-" + Pattern.quote(new ObjectNames(cluster).replica()) + "-([0-9]{1,4})")
            .matcher(Json.name(claim));
    return name.matches() ? Integer.parseInt(name.group(1)) : -1;
  }
}
