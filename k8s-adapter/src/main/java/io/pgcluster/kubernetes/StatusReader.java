package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ClusterStatus.Member;
import io.pgcluster.runtime.ClusterStatus.Phase;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** What is there of a cluster now: seven reads at the same time. */
final class StatusReader {
  private final KubeApi api;
  private final PgCluster cluster;

  StatusReader(KubeApi api, PgCluster cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  ClusterStatus read() {
    Map<String, String> ours = Labels.selector(cluster.name());
    ObjectNames names = new ObjectNames(cluster.name());
    var pods = api.list(Kind.POD, ours);
    var sets = api.list(Kind.STATEFUL_SET, ours);
    var deployments = api.list(Kind.DEPLOYMENT, ours);
    var claims = api.list(Kind.CLAIM, ours);
    var events = api.list(Kind.EVENT, Map.of());
    var owner = api.get(Kind.CONFIG_MAP, names.owner());
    LeaseState lease = ClusterLock.read(api, cluster.name());
    ClusterView view =
        new ClusterView(
            items(pods), items(sets), items(deployments), items(claims), itemsIfAllowed(events));
    return of(cluster, view, Futures.get(owner), lease);
  }

  private static List<JsonNode> items(CompletableFuture<JsonNode> list) {
    return Existing.items(Futures.get(list));
  }

  private static List<JsonNode> itemsIfAllowed(CompletableFuture<JsonNode> list) {
    try {
      return items(list);
    } catch (KubernetesApiException e) {
      if (!e.isForbidden()) {
        throw e;
      }
      return List.of();
    }
  }

  static ClusterStatus of(
      PgCluster cluster, ClusterView view, Optional<JsonNode> owner, LeaseState lease) {
    Workloads workloads = new Workloads(cluster, view);
    List<ProgressEvent> described = workloads.described();
    List<String> problems = new ArrayList<>();
    List<ProgressEvent> all = new ArrayList<>(described);
    all.addAll(workloads.members());
    all.stream()
        .filter(e -> e.state() == State.PROBLEM)
        .map(e -> e.object() + ": " + e.detail())
        .forEach(problems::add);
    List<Member> members =
        view.pods().stream()
            .map(pod -> member(pod, view))
            .sorted(Comparator.comparing(Member::component).thenComparing(Member::name))
            .toList();
    Phase phase = phase(described, !problems.isEmpty(), owner, lease);
    if (phase == Phase.READY && cluster.kubernetes().paused()) {
      phase = Phase.PAUSED;
    }
    if (phase == Phase.INCOMPLETE) {
      problems.add(
          "an apply was begun and not finished%s"
              .formatted(
                  lease.isHeld()
                      ? ", by " + lease.holderForPeople()
                      : ": apply the cluster again"));
    }
    return new ClusterStatus(cluster.name(), phase, members, problems);
  }

  private static Phase phase(
      List<ProgressEvent> described, boolean problems, Optional<JsonNode> owner, LeaseState lease) {
    if (owner.isEmpty()
        || Json.isBeingDeleted(owner.get())
        || lease.unfinished().equals("delete")) {
      return Phase.DELETING;
    }
    if (!lease.unfinished().isEmpty()) {
      return Phase.INCOMPLETE;
    }
    if (described.stream().allMatch(e -> e.state() == State.READY)) {
      return Phase.READY;
    }
    if (!problems) {
      return Phase.PROGRESSING;
    }
    return described.get(0).state() == State.READY ? Phase.DEGRADED : Phase.UNAVAILABLE;
  }

  private static Member member(JsonNode pod, ClusterView view) {
    PodReport report = PodReport.of(pod, view);
    return new Member(
        Json.name(pod),
        component(Json.label(pod, Labels.COMPONENT)),
        report.state() == State.READY,
        report.detail(),
        PodReport.restarts(pod),
        pod.path("spec").path("nodeName").asString(""));
  }

  private static ClusterStatus.Component component(String label) {
    if (label.equals(Component.PRIMARY.label())) {
      return ClusterStatus.Component.PRIMARY;
    }
    return label.equals(Component.ROUTER.label())
        ? ClusterStatus.Component.ROUTER
        : ClusterStatus.Component.STANDBY;
  }
}
