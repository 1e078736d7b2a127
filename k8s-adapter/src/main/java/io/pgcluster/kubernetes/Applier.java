package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.kubernetes.Planner.Outcome;
import io.pgcluster.kubernetes.Remover.Doomed;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.manifest.Wave;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.Plan;
import io.pgcluster.runtime.PreflightReport;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.spec.PgCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * Writes a cluster. Every step may be repeated, and the Lease says what is unfinished, so that an
 * apply that was killed at any point is finished by the next one.
 */
final class Applier {
  private static final Duration GOING = Duration.ofMinutes(2);

  /** Until all pods of a StatefulSet are replaced. */
  static final Duration ROLLING = Duration.ofMinutes(10);

  private final KubeApi api;
  private final StoredSpec stored;
  private final SecretSource secretSource;
  private final Duration patience;
  private final ClusterSql sql;
  private final Plans plans;
  private final Duration rolling;

  Applier(KubeApi api, StoredSpec stored, SecretSource secretSource, Duration patience) {
    this(api, stored, secretSource, patience, ClusterSql.NONE, ROLLING);
  }

  Applier(
      KubeApi api,
      StoredSpec stored,
      SecretSource secretSource,
      Duration patience,
      ClusterSql sql,
      Duration rolling) {
    this.rolling = rolling;
    this.sql = sql;
    this.plans = new Plans(api, stored, sql);
    this.api = api;
    this.stored = stored;
    this.secretSource = secretSource;
    this.patience = patience;
  }

  /** What applying would change; one list for each kind and one dry run for each object. */
  Plan plan(PgCluster cluster) {
    LiveObjects live = LiveObjects.read(api, cluster.name());
    ObjectNames names = new ObjectNames(cluster.name());
    Optional<ClusterSecrets> before =
        live.find(Kind.SECRET, names.credentials()).map(Credentials::read);
    boolean running = Rollout.isReady(live.find(Kind.STATEFUL_SET, names.primary()));
    before = begun(cluster, before, running);
    ClusterSecrets secrets = secrets(cluster, before, running);
    Manifests manifests = Manifests.of(cluster, api.namespace(), secrets);
    return new Plan(
        cluster,
        plans.outcome(cluster, manifests, secrets, live, rotating(before, running)).changes());
  }

  /** With md5 becoming SCRAM as rotations, where there are clients to be careful with. */
  private Optional<ClusterSecrets> begun(
      PgCluster cluster, Optional<ClusterSecrets> before, boolean running) {
    return running ? before.map(secrets -> secrets.toScram(cluster, secretSource)) : before;
  }

  /** Where the primary answers, a rotation that others began is finished first. */
  private ClusterSecrets secrets(
      PgCluster cluster, Optional<ClusterSecrets> before, boolean running) {
    Optional<ClusterSecrets> after = running ? before.map(ClusterSecrets::settled) : before;
    return ClusterSecrets.complete(cluster, after, secretSource);
  }

  private static Set<String> rotating(Optional<ClusterSecrets> before, boolean running) {
    return running
        ? before.map(ClusterSecrets::rotating).map(Set::copyOf).orElse(Set.of())
        : Set.of();
  }

  PreflightReport preflight(PgCluster cluster) {
    Findings findings = new Findings();
    var unused = prepare(cluster, findings);
    return findings.report();
  }

  private Optional<Prepared> prepare(PgCluster cluster, Findings findings) {
    stored.obstacle(cluster).ifPresent(obstacle -> findings.problem("storage", obstacle));
    Optional<Permissions> permissions = Preflight.enter(api, findings);
    if (permissions.isEmpty() || !findings.report().ok()) {
      return Optional.empty();
    }
    CompletableFuture<Optional<JsonNode>> credentials =
        api.get(Kind.SECRET, new ObjectNames(cluster.name()).credentials());
    Existing existing = Existing.read(api);
    Optional<ClusterSecrets> before = Futures.get(credentials).map(Credentials::read);
    boolean running =
        Rollout.isReady(
            existing.find(Kind.STATEFUL_SET, new ObjectNames(cluster.name()).primary()));
    before = begun(cluster, before, running);
    ClusterSecrets secrets = secrets(cluster, before, running);
    Manifests manifests = Manifests.of(cluster, api.namespace(), secrets);
    new Preflight(api, cluster, manifests, existing, findings).run(permissions.get());
    return Optional.of(
        new Prepared(
            cluster,
            manifests,
            secrets,
            rotating(before, running).isEmpty() ? Optional.empty() : before,
            existing,
            findings,
            new Outcome(List.of(), Set.of())));
  }

  private Prepared planned(PgCluster cluster, Prepared prepared) {
    LiveObjects live =
        prepared.existing().hasAny(cluster.name())
            ? LiveObjects.read(api, cluster.name())
            : LiveObjects.none();
    Outcome outcome =
        plans.outcome(
            cluster,
            prepared.manifests(),
            prepared.secrets(),
            live,
            prepared.begun().map(ClusterSecrets::rotating).map(Set::copyOf).orElse(Set.of()));
    return prepared.with(outcome);
  }

  /** Makes a plan and does it, if that does not stop writes. */
  void apply(PgCluster cluster, ProgressListener listener) {
    apply(cluster, now -> now.require(Impact.STANDBY_RESTART), listener);
  }

  /** Does a plan, if it would be the same now. */
  void apply(Plan plan, Impact allowed, ProgressListener listener) {
    plan.require(allowed);
    apply(plan.desired(), plan::requireSame, listener);
  }

  private void apply(PgCluster cluster, Consumer<Plan> check, ProgressListener listener) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Findings findings = new Findings();
      // The Lease is read before all else, and taken only if it is still the same: so nobody
      // wrote between what was read and what is written.
      LeaseState free = awaitFree(cluster, findings);
      Optional<Prepared> ready =
          findings.report().ok() ? prepare(cluster, findings) : Optional.empty();
      if (ready.isEmpty() || !findings.report().ok()) {
        throw new PreflightException(cluster.name(), findings.report());
      }
      Prepared plan = planned(cluster, ready.get());
      check.accept(new Plan(cluster, plan.outcome().changes()));
      Optional<ClusterLock> lock = ClusterLock.take(api, cluster.name(), "apply", free);
      if (lock.isPresent()) {
        try (ClusterLock held = lock.get()) {
          held.finish(write(cluster, plan, held, listener));
        }
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new ClusterBusyException(
            "cluster %s in namespace %s: others keep changing it; try again later"
                .formatted(cluster.name(), api.namespace()),
            "");
      }
    }
  }

  /** Where the Lease cannot be read at all, the preflight says better why. */
  private LeaseState awaitFree(PgCluster cluster, Findings findings) {
    try {
      return ClusterLock.awaitFree(api, cluster.name(), patience);
    } catch (KubernetesApiException e) {
      var unused = Preflight.enter(api, findings);
      if (findings.report().ok()) {
        throw e;
      }
      return new LeaseState(Optional.empty(), java.time.Instant.EPOCH);
    }
  }

  /** Returns the uid of the owner. */
  private String write(
      PgCluster cluster, Prepared plan, ClusterLock lock, ProgressListener listener) {
    plan.manifests().forEach(m -> listener.on(event(m, State.PENDING)));
    Manifest owner = plan.manifests().of(Wave.OWNER).get(0);
    lock.check();
    String uid = writeOwner(cluster, plan, owner, listener);
    if (plan.begun().isPresent()) {
      sql.finishRotations(cluster, plan.begun().get(), uid, lock, listener);
    }
    Manifests owned = plan.manifests().ownedBy(uid);
    // Before its claim is made, which then finds it free.
    plan.findings().toRebind().forEach(volume -> rebind(volume, listener));
    lock.check();
    writeWave(plan, owned.of(Wave.CONFIGURATION), listener);
    grow(plan, owned.of(Wave.WORKLOAD), lock);
    if (plan.isRunning()) {
      Roller roller =
          new Roller(api, sql, plan, stage -> writeWave(plan, stage, listener), listener, rolling);
      roller.reload(lock);
      roller.roll(owned.of(Wave.WORKLOAD), lock);
      prune(cluster, plan, lock, listener);
      roller.dropSlots(lock);
    } else {
      lock.check();
      writeWave(plan, owned.of(Wave.WORKLOAD), listener);
      prune(cluster, plan, lock, listener);
    }
    return uid;
  }

  private void grow(Prepared plan, List<Manifest> workloads, ClusterLock lock) {
    for (Manifest manifest : workloads) {
      plan.existing()
          .find(Kind.of(manifest), manifest.name())
          .flatMap(
              live ->
                  VolumeGrowth.of(
                      live,
                      Json.read(new String(manifest.json(), StandardCharsets.UTF_8)),
                      plan.existing().all(Kind.CLAIM)))
          .ifPresent(growth -> growth.run(api, lock));
    }
  }

  private String writeOwner(
      PgCluster cluster, Prepared plan, Manifest owner, ProgressListener listener) {
    if (plan.isUnchanged(owner)) {
      listener.on(event(owner, State.UNCHANGED));
      return plan.existing().find(Kind.CONFIG_MAP, owner.name()).map(Json::uid).orElse("");
    }
    JsonNode written = applyUntilStays(owner, stored.owner(owner, cluster));
    listener.on(outcome(plan, owner, written));
    return Json.uid(written);
  }

  private void writeWave(Prepared plan, List<Manifest> wave, ProgressListener listener) {
    List<Manifest> written =
        wave.stream()
            .filter(m -> !plan.isUnchanged(m) && !plan.findings().isLeft(m.kind(), m.name()))
            .toList();
    List<CompletableFuture<JsonNode>> sent =
        written.stream().map(m -> api.apply(Kind.of(m), m.name(), m.json())).toList();
    wave.stream()
        .filter(m -> !written.contains(m))
        .forEach(m -> listener.on(event(m, State.UNCHANGED)));
    List<RuntimeException> failures = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      Manifest manifest = written.get(i);
      try {
        JsonNode object = Futures.get(sent.get(i));
        if (Json.isBeingDeleted(object)) {
          object = applyUntilStays(manifest, manifest.json());
        }
        listener.on(outcome(plan, manifest, object));
      } catch (KubernetesApiException e) {
        failures.add(e);
        listener.on(new ProgressEvent(id(manifest), State.PROBLEM, String.valueOf(e.getMessage())));
      }
    }
    if (!failures.isEmpty()) {
      RuntimeException first = failures.get(0);
      failures.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  /** What is being deleted takes writes and goes all the same: then it is written again. */
  private JsonNode applyUntilStays(Manifest manifest, byte[] json) {
    Kind kind = Kind.of(manifest);
    long deadline = System.nanoTime() + GOING.toNanos();
    while (true) {
      JsonNode written = Futures.get(api.apply(kind, manifest.name(), json));
      if (!Json.isBeingDeleted(written)) {
        return written;
      }
      String going = Json.uid(written);
      while (Existing.items(Futures.get(api.listMetadata(kind, Map.of()))).stream()
          .anyMatch(o -> Json.uid(o).equals(going))) {
        if (System.nanoTime() > deadline) {
          throw new PgClusterException(
              "%s %s: is being deleted since %s and does not go; see its finalizers"
                  .formatted(
                      manifest.kind(),
                      manifest.name(),
                      written.path("metadata").path("deletionTimestamp").asString("")));
        }
        try {
          TimeUnit.MILLISECONDS.sleep(250);
        } catch (InterruptedException e) {
          throw Futures.interrupted(e);
        }
      }
    }
  }

  /** A volume that an earlier claim released is given to the claim that now has its name. */
  private void rebind(JsonNode volume, ProgressListener listener) {
    Map<String, Object> claim = new java.util.HashMap<>();
    claim.put("uid", null);
    claim.put("resourceVersion", null);
    var unused =
        Futures.get(
            api.merge(
                Kind.PERSISTENT_VOLUME,
                Json.name(volume),
                Json.tree(
                    Map.of(
                        "metadata",
                        Map.of("uid", Json.uid(volume)),
                        "spec",
                        Map.of("claimRef", claim)))));
    listener.on(
        new ProgressEvent(
            new ObjectId(Kind.PERSISTENT_VOLUME.name(), Json.name(volume)),
            State.APPLIED,
            "given to the new claim, with the data that is on it"));
  }

  /** Objects of the cluster that its description does not have any more; never claims. */
  private void prune(
      PgCluster cluster, Prepared plan, ClusterLock lock, ProgressListener listener) {
    List<Doomed> doomed = new ArrayList<>();
    for (Kind kind : Kind.OF_A_CLUSTER) {
      if (!kind.equals(Kind.CLAIM)) {
        plan.existing().of(kind, cluster.name()).stream()
            .filter(o -> isOurs(o) && plan.manifests().find(kind.name(), Json.name(o)).isEmpty())
            .forEach(o -> doomed.add(Doomed.of(kind, o)));
      }
    }
    new Remover(api, cluster.name(), listener, GOING).remove(lock, doomed);
  }

  private static boolean isOurs(JsonNode object) {
    return Json.label(object, Labels.MANAGED_BY).equals(Labels.APPLICATION);
  }

  private static ProgressEvent outcome(Prepared plan, Manifest manifest, JsonNode written) {
    boolean same =
        plan.existing()
            .find(Kind.of(manifest), manifest.name())
            .map(Json::version)
            .equals(Optional.of(Json.version(written)));
    return event(manifest, same ? State.UNCHANGED : State.APPLIED);
  }

  private static ProgressEvent event(Manifest manifest, State state) {
    return new ProgressEvent(id(manifest), state, "");
  }

  private static ObjectId id(Manifest manifest) {
    return new ObjectId(manifest.kind(), manifest.name());
  }
}
