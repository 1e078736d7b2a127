package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.PgCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;

/** Takes the pods of instances away; their StatefulSets make new ones. */
final class InstancePods {
  private static final Duration GONE = Duration.ofMinutes(1);
  private static final Duration READY = Duration.ofMinutes(5);

  private final KubeApi api;
  private final PgCluster cluster;

  InstancePods(KubeApi api, PgCluster cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  /** No right that {@link Rights} asks for, so it is asked whether it is there. */
  boolean mayBeDeleted() {
    return Futures.get(
            api.access(
                Map.of(
                    "namespace",
                    api.namespace(),
                    "verb",
                    "delete",
                    "group",
                    "",
                    "resource",
                    Kind.POD.plural())))
        .path("status")
        .path("allowed")
        .asBoolean(false);
  }

  /**
   * Without letting it say goodbye. Returns when it is gone and its StatefulSet knows, so that who
   * awaits the cluster then does not find it ready as before.
   */
  void kill(String pod) {
    Optional<JsonNode> before = find(pod);
    if (before.isEmpty()) {
      return;
    }
    String uid = Json.uid(before.get());
    var unused = Futures.get(api.deletePod(pod, uid, true));
    await(
        GONE,
        pod + " is gone and its StatefulSet knows",
        () -> find(pod).map(now -> isAnother(now, uid)).orElseGet(() -> isMissed(pod)));
  }

  private boolean isAnother(JsonNode now, String uid) {
    return !Json.uid(now).equals(uid) && (isReady(now) || isMissed(Json.name(now)));
  }

  private boolean isMissed(String pod) {
    ObjectNames names = new ObjectNames(cluster.name());
    String set = pod.equals(names.primaryPod()) ? names.primary() : names.replica();
    List<JsonNode> sets = list(Kind.STATEFUL_SET);
    return Workloads.find(sets, set)
        .map(
            s ->
                s.path("status").path("readyReplicas").asInt(0)
                    < s.path("spec").path("replicas").asInt(1))
        .orElse(true);
  }

  /** With the time it needs to stop. Returns when there is another one and it is ready. */
  void restart(String pod) {
    String uid = find(pod).map(Json::uid).orElse("");
    if (!uid.isEmpty()) {
      var unused = Futures.get(api.deletePod(pod, uid, false));
    }
    await(
        READY,
        pod + " is ready again",
        () -> find(pod).filter(now -> !Json.uid(now).equals(uid) && isReady(now)).isPresent());
  }

  private static boolean isReady(JsonNode pod) {
    return !Json.isBeingDeleted(pod) && PodReport.isTrue(pod.path("status"), "Ready");
  }

  private Optional<JsonNode> find(String pod) {
    return Workloads.find(list(Kind.POD), pod);
  }

  private List<JsonNode> list(Kind kind) {
    return Existing.items(Futures.get(api.list(kind, Labels.selector(cluster.name()))));
  }

  private void await(Duration limit, String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new PgClusterException(
            "cluster %s in namespace %s: waited %d s in vain until pod %s; see the cluster's status"
                .formatted(cluster.name(), api.namespace(), limit.toSeconds(), what));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException e) {
        throw Futures.interrupted(e);
      }
    }
  }
}
