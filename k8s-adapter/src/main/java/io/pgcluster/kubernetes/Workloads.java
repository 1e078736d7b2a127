package io.pgcluster.kubernetes;

import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads out of a view how far a cluster is. Pure. */
final class Workloads {
  private final PgCluster cluster;
  private final ClusterView view;

  Workloads(PgCluster cluster, ClusterView view) {
    this.cluster = cluster;
    this.view = view;
  }

  /** The StatefulSets and the Deployment that are described: what has to be ready. */
  List<ProgressEvent> described() {
    ObjectNames names = new ObjectNames(cluster.name());
    List<ProgressEvent> events = new ArrayList<>();
    events.add(set(names.primary(), running(1)));
    if (cluster.standbys().count() > 0) {
      events.add(set(names.replica(), running(cluster.standbys().count())));
    }
    if (cluster.router().pods() > 0) {
      events.add(deployment(names.router(), running(cluster.router().pods())));
    }
    return events;
  }

  private int running(int described) {
    return cluster.kubernetes().paused() ? 0 : described;
  }

  /** The claims and pods that there are, by name. */
  List<ProgressEvent> members() {
    List<ProgressEvent> events = new ArrayList<>();
    view.claims().stream().map(this::claim).forEach(events::add);
    for (JsonNode pod : view.pods()) {
      PodReport report = PodReport.of(pod, view);
      events.add(
          new ProgressEvent(
              new ObjectId(Kind.POD.name(), Json.name(pod)), report.state(), report.detail()));
    }
    events.sort(
        java.util.Comparator.comparing((ProgressEvent e) -> e.object().kind())
            .reversed()
            .thenComparing(e -> e.object().name()));
    return events;
  }

  private ProgressEvent set(String name, int replicas) {
    ObjectId id = new ObjectId(Kind.STATEFUL_SET.name(), name);
    Optional<JsonNode> found = find(view.statefulSets(), name);
    if (found.isEmpty()) {
      return new ProgressEvent(id, State.PENDING, "does not exist");
    }
    JsonNode set = found.get();
    JsonNode status = set.path("status");
    boolean rolled =
        status
                .path("updateRevision")
                .asString("")
                .equals(status.path("currentRevision").asString(""))
            || status.path("updatedReplicas").asInt(0) >= replicas;
    int ready = status.path("readyReplicas").asInt(0);
    if (isSeen(set)
        && rolled
        && ready >= replicas
        && status.path("replicas").asInt(0) == replicas) {
      return new ProgressEvent(id, State.READY, count(ready, replicas));
    }
    // A pod that is there has its own reasons; this is about pods that cannot be made.
    Optional<String> reason =
        pods(name) < replicas
            ? view.warning(Kind.STATEFUL_SET.name(), set)
                .filter(e -> e.path("reason").asString("").startsWith("Failed"))
                .map(ClusterView::message)
            : Optional.empty();
    return reason
        .map(text -> new ProgressEvent(id, State.PROBLEM, text))
        .orElseGet(() -> new ProgressEvent(id, State.STARTING, count(ready, replicas)));
  }

  private ProgressEvent deployment(String name, int replicas) {
    ObjectId id = new ObjectId(Kind.DEPLOYMENT.name(), name);
    Optional<JsonNode> found = find(view.deployments(), name);
    if (found.isEmpty()) {
      return new ProgressEvent(id, State.PENDING, "does not exist");
    }
    JsonNode status = found.get().path("status");
    int available = status.path("availableReplicas").asInt(0);
    if (isSeen(found.get())
        && status.path("updatedReplicas").asInt(0) >= replicas
        && status.path("replicas").asInt(0) == replicas
        && available >= replicas) {
      return new ProgressEvent(id, State.READY, count(available, replicas));
    }
    JsonNode failure = PodReport.condition(status, "ReplicaFailure");
    Optional<String> reason =
        failure.path("status").asString("").equals("True")
            ? Optional.of(failure.path("message").asString(""))
            : pods(name) == 0
                ? view.warningByName("ReplicaSet", name + "-").map(ClusterView::message)
                : Optional.empty();
    return reason
        .map(text -> new ProgressEvent(id, State.PROBLEM, text))
        .orElseGet(() -> new ProgressEvent(id, State.STARTING, count(available, replicas)));
  }

  private ProgressEvent claim(JsonNode claim) {
    ObjectId id = new ObjectId(Kind.CLAIM.name(), Json.name(claim));
    return switch (claim.path("status").path("phase").asString("")) {
      case "Bound" -> new ProgressEvent(id, State.READY, "");
      case "Lost" ->
          new ProgressEvent(
              id,
              State.PROBLEM,
              "its PersistentVolume %s is gone"
                  .formatted(claim.path("spec").path("volumeName").asString("")));
      default ->
          view.warning(Kind.CLAIM.name(), claim)
              .map(event -> new ProgressEvent(id, State.PROBLEM, ClusterView.message(event)))
              .orElseGet(() -> new ProgressEvent(id, State.PENDING, ""));
    };
  }

  private long pods(String workload) {
    return view.pods().stream().filter(p -> Json.name(p).startsWith(workload + "-")).count();
  }

  private static boolean isSeen(JsonNode workload) {
    return workload.path("status").path("observedGeneration").asLong(-1)
        >= workload.path("metadata").path("generation").asLong(0);
  }

  static Optional<JsonNode> find(List<JsonNode> objects, String name) {
    return objects.stream().filter(o -> Json.name(o).equals(name)).findFirst();
  }

  private static String count(int ready, int described) {
    return ready + "/" + described + " ready";
  }
}
