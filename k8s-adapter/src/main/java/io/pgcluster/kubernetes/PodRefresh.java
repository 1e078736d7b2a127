package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/**
 * Has the kubelets bring changed ConfigMaps and Secrets into a cluster's pods now, not within their
 * minute: a change of a pod's annotations makes its kubelet look at its volumes ("ConfigMaps",
 * "Mounted ConfigMaps are updated automatically" in the Kubernetes manual).
 */
final class PodRefresh {
  private static final String ANNOTATION = "pgcluster.io/refresh";

  private final KubeApi api;
  private final String cluster;

  PodRefresh(KubeApi api, String cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  /** Answers whether that is allowed; if not, the kubelets do it in their own time. */
  boolean run() {
    JsonNode patch =
        Json.tree(
            Map.of(
                "metadata", Map.of("annotations", Map.of(ANNOTATION, Instant.now().toString()))));
    List<CompletableFuture<JsonNode>> sent = new ArrayList<>();
    for (JsonNode pod : Existing.items(Futures.get(api.list(Kind.POD, Labels.selector(cluster))))) {
      if (!Json.isBeingDeleted(pod)) {
        sent.add(api.merge(Kind.POD, Json.name(pod), patch));
      }
    }
    boolean allowed = true;
    for (CompletableFuture<JsonNode> one : sent) {
      try {
        var unused = Futures.get(one);
      } catch (KubernetesApiException e) {
        if (e.isForbidden()) {
          allowed = false;
        } else if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    return allowed;
  }
}
