package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The Lease of a cluster, held while it is changed and renewed meanwhile. What was begun is written
 * on it, and stays there when its holder dies.
 */
final class ClusterLock implements AutoCloseable {
  static final Duration DURATION = Duration.ofSeconds(15);
  private static final Duration RENEW = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(300);

  private final KubeApi api;
  private final String cluster;
  private final String work;
  private final ScheduledExecutorService renewer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pgcluster-lease");
            thread.setDaemon(true);
            return thread;
          });
  private JsonNode lease;
  private Hold hold;
  private long renewedNanos;
  private @Nullable RuntimeException lost;
  private @Nullable String owner;
  private boolean leaving;
  private boolean finished;
  private boolean released;

  private ClusterLock(KubeApi api, String cluster, String work, JsonNode lease, Hold hold) {
    this.api = api;
    this.cluster = cluster;
    this.work = work;
    this.lease = lease;
    this.hold = hold;
    this.renewedNanos = System.nanoTime();
  }

  /** The Lease as it is now. */
  static LeaseState read(KubeApi api, String cluster) {
    String name = new ObjectNames(cluster).lease();
    Reply reply = Futures.get(api.getWithDate(Kind.LEASE, name));
    if (reply.status() == 404) {
      return new LeaseState(Optional.empty(), reply.date());
    }
    Call call = Call.read("get", api.target(Kind.LEASE, name), "");
    return new LeaseState(Optional.of(KubeApi.success(call, reply)), reply.date());
  }

  /** Waits until nobody holds the Lease. */
  static LeaseState awaitFree(KubeApi api, String cluster, Duration patience) {
    long start = System.nanoTime();
    while (true) {
      LeaseState state = read(api, cluster);
      state.object().ifPresent(lease -> refuseForeign(cluster, lease));
      if (!state.isHeld()) {
        return state;
      }
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new ClusterBusyException(
            "cluster %s in namespace %s: %s is changing it (Lease %s); wait until it is done and try again"
                .formatted(
                    cluster,
                    api.namespace(),
                    state.holderForPeople(),
                    new ObjectNames(cluster).lease()),
            state.holder());
      }
      pause(LOOK);
    }
  }

  private static void refuseForeign(String cluster, JsonNode lease) {
    if (!Json.label(lease, Labels.CLUSTER).equals(cluster)) {
      throw new PgClusterException(
          "Lease %s: exists and is not of a cluster of ours; give the cluster another name"
              .formatted(Json.name(lease)));
    }
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      throw Futures.interrupted(e);
    }
  }

  /**
   * Takes the Lease if nothing happened to it since it was read.
   *
   * @return empty when somebody was faster
   */
  static Optional<ClusterLock> take(KubeApi api, String cluster, String work, LeaseState state) {
    String name = new ObjectNames(cluster).lease();
    String identity = Holder.self().newIdentity();
    JsonNode wanted = lease(cluster, state.object(), null, new Hold(identity, state.now()), work);
    JsonNode taken;
    try {
      taken =
          state.object().isPresent()
              ? Futures.get(api.replace(Kind.LEASE, name, wanted))
              : Futures.get(api.create(Kind.LEASE, name, wanted));
    } catch (KubernetesApiException e) {
      if (!e.isConflict() && !(e.isNotFound() && state.object().isPresent())) {
        throw e;
      }
      // If the first answer was lost and the call sent again, it is ours after all.
      LeaseState now = read(api, cluster);
      if (!now.holder().equals(identity) || now.object().isEmpty()) {
        return Optional.empty();
      }
      taken = now.object().get();
    }
    ClusterLock lock = new ClusterLock(api, cluster, work, taken, new Hold(identity, state.now()));
    var unused =
        lock.renewer.scheduleWithFixedDelay(
            lock::renew, RENEW.toMillis(), RENEW.toMillis(), TimeUnit.MILLISECONDS);
    return Optional.of(lock);
  }

  /** Who holds it, and when that was last said, by the server's clock. */
  private record Hold(String identity, Instant time) {}

  private static JsonNode lease(
      String cluster,
      Optional<JsonNode> before,
      @Nullable String owner,
      @Nullable Hold hold,
      @Nullable String unfinished) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", new ObjectNames(cluster).lease());
    metadata.put("labels", Labels.of(cluster, Component.CLUSTER));
    metadata.put(
        "annotations", unfinished == null ? Map.of() : Map.of(LeaseState.UNFINISHED, unfinished));
    before.map(Json::version).ifPresent(version -> metadata.put("resourceVersion", version));
    if (owner != null) {
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
                  owner)));
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    if (hold != null) {
      // MicroTime wants six digits.
      String time = hold.time().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", ".000000Z");
      spec.put("holderIdentity", hold.identity());
      spec.put("leaseDurationSeconds", DURATION.toSeconds());
      spec.put("acquireTime", time);
      spec.put("renewTime", time);
    }
    return Json.tree(
        Map.of(
            "apiVersion",
            Kind.LEASE.apiVersion(),
            "kind",
            Kind.LEASE.name(),
            "metadata",
            metadata,
            "spec",
            spec));
  }

  synchronized void renew() {
    if (released || leaving || lost != null) {
      return;
    }
    try {
      long sent = System.nanoTime();
      Instant now = hold.time().plusNanos(sent - renewedNanos);
      Hold renewed = new Hold(hold.identity(), now);
      write(renewed, work);
      hold = renewed;
      renewedNanos = sent;
    } catch (KubernetesApiException e) {
      // Other failures may pass; check() says when it has been too long.
      if (e.isConflict() || e.isNotFound()) {
        lost = e;
      }
    } catch (PgClusterException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(@Nullable Hold by, @Nullable String unfinished) {
    JsonNode wanted = lease(cluster, Optional.of(lease), owner, by, unfinished);
    try {
      lease = Futures.get(api.replace(Kind.LEASE, Json.name(lease), wanted));
    } catch (KubernetesApiException e) {
      // A call that was sent again after a lost answer meets its own first writing.
      LeaseState now =
          e.isConflict() ? read(api, cluster) : new LeaseState(Optional.empty(), hold.time());
      String expected = by == null ? "" : by.identity();
      if (now.object().isEmpty() || !now.holder().equals(expected)) {
        throw e;
      }
      lease = now.object().get();
    }
  }

  /** Called before each step: a step must not begin when somebody else may have taken over. */
  synchronized void check() {
    boolean stale = System.nanoTime() - renewedNanos > DURATION.toNanos();
    if (!leaving && (lost != null || stale)) {
      throw new ClusterBusyException(
          "cluster %s in namespace %s: its Lease was lost while it was being changed%s; try again"
              .formatted(
                  cluster, api.namespace(), lost == null ? "" : " (" + lost.getMessage() + ")"),
          "");
    }
  }

  /** What was begun is finished: closing says so, and that the Lease goes with its cluster. */
  synchronized void finish(String ownerUid) {
    owner = ownerUid;
    finished = true;
  }

  /**
   * From here on the Lease goes with the cluster's owner: when this process dies after the owner is
   * deleted, nobody could find the cluster any more to delete the rest.
   */
  synchronized void leaveWith(String ownerUid) {
    owner = ownerUid;
    write(hold, work);
    leaving = true;
  }

  /** The Lease is to go with the cluster. */
  synchronized void deleteLease() {
    released = true;
    var unused = Futures.get(api.delete(Kind.LEASE, Json.name(lease), Json.uid(lease)));
  }

  @Override
  public synchronized void close() {
    renewer.shutdownNow();
    if (released || lost != null) {
      return;
    }
    released = true;
    // Also when interrupted: others must not have to wait for the Lease to run out.
    boolean interrupted = Thread.interrupted();
    try {
      write(null, finished ? null : work);
    } catch (PgClusterException e) {
      if (finished) {
        throw e;
      }
      // The failure that brought us here is more interesting; the Lease runs out by itself.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
