package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Chooses among the ready pods of a component, one after the other. */
final class ReadyPods implements Supplier<String> {
  private final KubeApi api;
  private final String cluster;
  private final Component component;
  private final AtomicInteger turn = new AtomicInteger();

  ReadyPods(KubeApi api, String cluster, Component component) {
    this.api = api;
    this.cluster = cluster;
    this.component = component;
  }

  /** Those that are ready now. */
  static List<JsonNode> of(KubeApi api, String cluster, Component component) {
    return Existing.items(Futures.get(api.list(Kind.POD, Labels.selector(cluster, component))))
        .stream()
        .filter(pod -> !Json.isBeingDeleted(pod))
        .filter(pod -> PodReport.isTrue(pod.path("status"), "Ready"))
        .toList();
  }

  /** A pod that is ready now. */
  @Override
  public String get() {
    List<String> ready = of(api, cluster, component).stream().map(Json::name).sorted().toList();
    if (ready.isEmpty()) {
      throw new PgClusterException(
          "cluster %s in namespace %s: no pod of its %s is ready; await it, or see its status"
              .formatted(cluster, api.namespace(), component.label()));
    }
    return ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
  }
}
