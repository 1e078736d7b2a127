package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * The Lease of who watches a cluster, beside that of who changes it. Whoever comes takes it, and
 * who had it sees that at its next renewal.
 */
final class WatchLease {
  private static final int SECONDS = 15;

  private final KubeApi api;
  private final String cluster;
  private final String identity = Holder.self().newIdentity();

  WatchLease(KubeApi api, String cluster) {
    this.api = api;
    this.cluster = cluster;
  }

  private String name() {
    return new ObjectNames(cluster).lease() + "-watch";
  }

  /** Makes it ours, whoever has it. */
  void take() {
    while (true) {
      LeaseState state = read();
      if (write(state)) {
        return;
      }
    }
  }

  /**
   * Says that we are still there.
   *
   * @return who has it instead of us; empty while it is ours
   */
  Optional<String> renew() {
    LeaseState state = read();
    String holder = state.holder();
    if (!holder.isEmpty() && !holder.equals(identity)) {
      return Optional.of(state.holderForPeople());
    }
    return write(state) ? Optional.empty() : renew();
  }

  /** Nobody has it any more, if it was ours. */
  void release() {
    LeaseState state = read();
    if (state.holder().equals(identity) && state.object().isPresent()) {
      var unused = Futures.get(api.delete(Kind.LEASE, name(), Json.uid(state.object().get())));
    }
  }

  private LeaseState read() {
    Reply reply = Futures.get(api.getWithDate(Kind.LEASE, name()));
    if (reply.status() == 404) {
      return new LeaseState(Optional.empty(), reply.date());
    }
    Call call = Call.read("get", api.target(Kind.LEASE, name()), "");
    return new LeaseState(Optional.of(KubeApi.success(call, reply)), reply.date());
  }

  /** Whether nobody was faster. */
  private boolean write(LeaseState state) {
    JsonNode wanted = lease(state);
    try {
      var unused =
          Futures.get(
              state.object().isPresent()
                  ? api.replace(Kind.LEASE, name(), wanted)
                  : api.create(Kind.LEASE, name(), wanted));
      return true;
    } catch (KubernetesApiException e) {
      if (e.isConflict() || e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  private JsonNode lease(LeaseState state) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name());
    metadata.put("labels", Labels.of(cluster, Component.CLUSTER));
    state.object().map(Json::version).ifPresent(v -> metadata.put("resourceVersion", v));
    owner(state)
        .ifPresent(
            uid ->
                metadata.put(
                    "ownerReferences",
                    List.of(
                        Map.of(
                            "apiVersion",
                            Kind.CONFIG_MAP.apiVersion(),
                            "kind",
                            Kind.CONFIG_MAP.name(),
                            "name",
                            new ObjectNames(cluster).owner(),
                            "uid",
                            uid))));
    Instant now = state.now().truncatedTo(ChronoUnit.SECONDS);
    return Json.tree(
        Map.of(
            "apiVersion",
            Kind.LEASE.apiVersion(),
            "kind",
            Kind.LEASE.name(),
            "metadata",
            metadata,
            "spec",
            Map.of(
                "holderIdentity",
                identity,
                "leaseDurationSeconds",
                SECONDS,
                "renewTime",
                now.toString().replace("Z", ".000000Z"))));
  }

  /** It goes with its cluster, once there is one. */
  private Optional<String> owner(LeaseState state) {
    Optional<String> known =
        state
            .object()
            .map(
                lease ->
                    lease.path("metadata").path("ownerReferences").path(0).path("uid").asString(""))
            .filter(uid -> !uid.isEmpty());
    return known.isPresent()
        ? known
        : Futures.get(api.get(Kind.CONFIG_MAP, new ObjectNames(cluster).owner())).map(Json::uid);
  }
}
