package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.kubernetes.Costs.Cost;
import io.pgcluster.kubernetes.ObjectFields.Field;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.manifest.Wave;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.ParameterChanges;
import io.pgcluster.runtime.PlannedChange;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.spec.PgCluster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Finds out what writing a cluster's objects would change: one dry run for each that is there, all
 * at the same time.
 */
final class Planner {
  private final KubeApi api;
  private final StoredSpec stored;
  private final PgCluster cluster;
  private final Manifests wanted;
  private final ClusterSecrets secrets;
  private final LiveObjects live;
  private final ObjectFields fields;
  private final Costs costs;
  private final Set<String> unchanged = new HashSet<>();
  private final List<PlannedChange> changes = new ArrayList<>();
  private Optional<Manifests> before = Optional.empty();
  private boolean looked;

  Planner(
      KubeApi api,
      StoredSpec stored,
      PgCluster cluster,
      Manifests wanted,
      ClusterSecrets secrets,
      LiveObjects live) {
    this.api = api;
    this.stored = stored;
    this.cluster = cluster;
    ObjectNames names = new ObjectNames(cluster.name());
    this.wanted =
        live.find(Kind.CONFIG_MAP, names.owner())
            .map(owner -> wanted.ownedBy(Json.uid(owner)))
            .orElse(wanted);
    this.secrets = secrets;
    this.live = live;
    this.fields = new ObjectFields(cluster, stored);
    this.costs = new Costs(names, new RunningPods(api, cluster.name()));
  }

  /**
   * What there is to do.
   *
   * @param changes in the order in which they are made
   * @param unchanged the objects that need not be written, as {@link #key} names them
   */
  record Outcome(List<PlannedChange> changes, Set<String> unchanged) {}

  static String key(Kind kind, String name) {
    return kind.name() + "/" + name;
  }

  Outcome run() {
    Map<Manifest, CompletableFuture<JsonNode>> dryRuns = new HashMap<>();
    Map<Manifest, JsonNode> before = new HashMap<>();
    for (Manifest manifest : wanted) {
      find(manifest)
          .filter(object -> !Json.isBeingDeleted(object))
          .ifPresent(
              object -> {
                before.put(manifest, object);
                if (manifest.namespace().isPresent()) {
                  dryRuns.put(
                      manifest, api.dryRun(Kind.of(manifest), manifest.name(), json(manifest)));
                }
              });
    }
    for (Manifest manifest : ordered()) {
      JsonNode there = before.get(manifest);
      CompletableFuture<JsonNode> dryRun = dryRuns.get(manifest);
      if (there == null) {
        changes.add(added(manifest));
      } else if (dryRun != null) {
        compare(manifest, there, dryRun);
      }
    }
    removed();
    conflict().ifPresent(changes::add);
    return new Outcome(List.copyOf(changes), Set.copyOf(unchanged));
  }

  /** Of parameters that standbys need as high as their primary, where there are standbys. */
  private Optional<PlannedChange> conflict() {
    ObjectNames names = new ObjectNames(cluster.name());
    ObjectId id = new ObjectId(Kind.STATEFUL_SET.name(), names.replica());
    Optional<JsonNode> standbys = live.find(Kind.STATEFUL_SET, names.replica());
    return Rollout.needs(cluster, live.find(Kind.STATEFUL_SET, names.primary()), wanted)
        .filter(
            needs ->
                cluster.standbys().count() > 0
                    && standbys.isPresent()
                    && !cluster.kubernetes().paused())
        .flatMap(ParameterChanges::conflict)
        .map(
            why ->
                new PlannedChange(
                    Impact.IMPOSSIBLE, PlannedChange.Kind.CHANGE, id, List.of(), why));
  }

  private List<Manifest> ordered() {
    ObjectNames names = new ObjectNames(cluster.name());
    boolean primaryFirst =
        Rollout.isPrimaryFirst(cluster, live.find(Kind.STATEFUL_SET, names.primary()), wanted);
    List<Manifest> all = new ArrayList<>(wanted.of(Wave.OWNER));
    all.addAll(wanted.of(Wave.CONFIGURATION));
    Rollout.stages(wanted.of(Wave.WORKLOAD), names, primaryFirst).forEach(all::addAll);
    return all;
  }

  /** What is in no namespace is never changed: it is there, or it is made. */
  private Optional<JsonNode> find(Manifest manifest) {
    Kind kind = Kind.of(manifest);
    if (manifest.namespace().isPresent()) {
      return live.find(kind, manifest.name());
    }
    try {
      return Futures.get(api.get(kind, manifest.name()));
    } catch (KubernetesApiException e) {
      if (e.isForbidden()) {
        return Optional.of(Json.EMPTY);
      }
      throw e;
    }
  }

  private byte[] json(Manifest manifest) {
    return isOwner(manifest) ? stored.owner(manifest, cluster) : manifest.json();
  }

  private boolean isOwner(Manifest manifest) {
    return manifest.kind().equals(Kind.CONFIG_MAP.name())
        && manifest.name().equals(new ObjectNames(cluster.name()).owner());
  }

  private static ObjectId id(Manifest manifest) {
    return new ObjectId(manifest.kind(), manifest.name());
  }

  private PlannedChange added(Manifest manifest) {
    return new PlannedChange(Impact.IN_PLACE, PlannedChange.Kind.ADD, id(manifest), List.of(), "");
  }

  private void compare(Manifest manifest, JsonNode before, CompletableFuture<JsonNode> dryRun) {
    JsonNode after;
    try {
      after = Futures.get(dryRun);
    } catch (KubernetesApiException e) {
      changes.add(grown(manifest, before).orElseGet(() -> refused(manifest, before, e)));
      return;
    }
    List<Field> all = fields.between(before, after);
    if (all.isEmpty()) {
      unchanged.add(key(Kind.of(manifest), manifest.name()));
      return;
    }
    Set<String> described = describedChanges(manifest);
    FieldOwners owners = new FieldOwners(before);
    List<FieldChange> ours = new ArrayList<>();
    List<FieldChange> drifted = new ArrayList<>();
    Set<String> who = new HashSet<>();
    for (Field field : all) {
      Optional<String> other =
          described.contains(field.path()) ? Optional.empty() : changedBy(owners, field);
      other.ifPresent(who::add);
      (other.isPresent() ? drifted : ours).add(field.change());
    }
    add(manifest, before, PlannedChange.Kind.CHANGE, ours, "");
    add(
        manifest,
        before,
        PlannedChange.Kind.DRIFT,
        drifted,
        "changed by " + who.stream().sorted().collect(Collectors.joining(", ")));
  }

  private static Optional<String> changedBy(FieldOwners owners, Field field) {
    boolean others = field.change().before().isPresent() && owners.isLost(field.path());
    return owners
        .other(field.path())
        .or(owners::later)
        .or(() -> others ? Optional.of("others") : Optional.empty());
  }

  private void add(
      Manifest manifest,
      JsonNode before,
      PlannedChange.Kind kind,
      List<FieldChange> changed,
      String reason) {
    if (changed.isEmpty()) {
      return;
    }
    Cost cost = costs.of(Kind.of(manifest), before, changed);
    String both =
        reason.isEmpty() || cost.reason().isEmpty()
            ? reason + cost.reason()
            : reason + "; " + cost.reason();
    changes.add(new PlannedChange(cost.impact(), kind, id(manifest), changed, both));
  }

  /** Where the description that was applied last gave other objects. */
  private Set<String> describedChanges(Manifest manifest) {
    if (isOwner(manifest)) {
      return Set.of("data[\"" + StoredSpec.KEY + "\"]");
    }
    return before()
        .flatMap(b -> b.find(manifest.kind(), manifest.name()))
        .map(
            was ->
                fields.between(tree(was), tree(manifest)).stream()
                    .map(Field::path)
                    .collect(Collectors.toSet()))
        .orElse(Set.of());
  }

  private static JsonNode tree(Manifest manifest) {
    return Json.read(new String(manifest.json(), StandardCharsets.UTF_8));
  }

  private Optional<Manifests> before() {
    if (!looked) {
      looked = true;
      before =
          live.find(Kind.CONFIG_MAP, new ObjectNames(cluster.name()).owner())
              .flatMap(this::readable)
              .map(spec -> Manifests.of(spec, api.namespace(), complete(spec)));
    }
    return before;
  }

  /** Roles that are not described any more still have their secrets. */
  private ClusterSecrets complete(PgCluster spec) {
    return ClusterSecrets.complete(spec, Optional.of(secrets), SecretSource.strong());
  }

  private Optional<PgCluster> readable(JsonNode owner) {
    try {
      return Optional.of(stored.read(owner));
    } catch (PgClusterException e) {
      return Optional.empty();
    }
  }

  /** Volumes that are to be larger, with what else changes of their StatefulSet. */
  private Optional<PlannedChange> grown(Manifest manifest, JsonNode before) {
    return VolumeGrowth.of(before, tree(manifest), live.of(Kind.CLAIM))
        .map(growth -> grown(manifest, before, growth));
  }

  private PlannedChange grown(Manifest manifest, JsonNode before, VolumeGrowth growth) {
    List<FieldChange> changed = new ArrayList<>(List.of(growth.change()));
    try {
      growth.tryOut(api);
      JsonNode rest = VolumeGrowth.keepingTemplates(tree(manifest), before);
      byte[] json = Json.write(rest).getBytes(StandardCharsets.UTF_8);
      JsonNode after = Futures.get(api.dryRun(Kind.of(manifest), manifest.name(), json));
      fields.between(before, after).forEach(field -> changed.add(field.change()));
    } catch (KubernetesApiException e) {
      return new PlannedChange(
          Impact.IMPOSSIBLE,
          PlannedChange.Kind.CHANGE,
          id(manifest),
          changed,
          "%s; take a StorageClass with allowVolumeExpansion, or copy the data to a new cluster"
              .formatted(e.getMessage()));
    }
    Cost cost = costs.of(Kind.of(manifest), before, changed);
    String reason = VolumeGrowth.REASON + (cost.reason().isEmpty() ? "" : "; " + cost.reason());
    return new PlannedChange(
        cost.impact(), PlannedChange.Kind.CHANGE, id(manifest), changed, reason);
  }

  /** What Kubernetes does not take, now or ever. */
  private PlannedChange refused(Manifest manifest, JsonNode before, KubernetesApiException e) {
    int status = e.status().orElse(0);
    if (status != 400 && status != 403 && status != 422) {
      throw e;
    }
    JsonNode described = tree(manifest);
    List<FieldChange> differing =
        manifest.kind().equals(Kind.SECRET.name())
            ? List.of()
            : FieldChange.between(
                Json.plain(Restricted.to(described.path("spec"), before.path("spec"))),
                Json.plain(described.path("spec")));
    return new PlannedChange(
        Impact.IMPOSSIBLE,
        PlannedChange.Kind.CHANGE,
        id(manifest),
        differing,
        String.valueOf(e.getMessage()));
  }

  private void removed() {
    for (Kind kind : Kind.OF_A_CLUSTER) {
      if (kind.equals(Kind.CLAIM)) {
        continue;
      }
      for (JsonNode object : live.of(kind)) {
        boolean ours = Json.label(object, Labels.MANAGED_BY).equals(Labels.APPLICATION);
        if (ours
            && !Json.isBeingDeleted(object)
            && wanted.find(kind.name(), Json.name(object)).isEmpty()) {
          changes.add(
              new PlannedChange(
                  Impact.IN_PLACE,
                  PlannedChange.Kind.REMOVE,
                  new ObjectId(kind.name(), Json.name(object)),
                  List.of(),
                  kind.equals(Kind.STATEFUL_SET) ? "claims are kept" : ""));
        }
      }
    }
  }
}
