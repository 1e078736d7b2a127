package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.InstanceGroup;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.storage.ClusterCheck;
import io.pgcluster.storage.VolumeRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/** Answers the questions that storage providers have about the Kubernetes cluster. */
final class StorageChecks {
  private final KubeApi api;
  private final PgCluster cluster;
  private final Existing existing;
  private final Findings findings;
  private final Map<Kind, Optional<List<JsonNode>>> lists = new HashMap<>();

  StorageChecks(KubeApi api, PgCluster cluster, Existing existing, Findings findings) {
    this.api = api;
    this.cluster = cluster;
    this.existing = existing;
    this.findings = findings;
  }

  void run() {
    ObjectNames names = new ObjectNames(cluster.name());
    run("primary", names.primary(), Component.PRIMARY, cluster.primary());
    if (cluster.standbys().count() > 0) {
      run("standbys", names.replica(), Component.REPLICA, cluster.standbys());
    }
  }

  private void run(String path, String set, Component component, InstanceGroup group) {
    VolumeRequest request =
        new VolumeRequest(
            cluster.name(),
            api.namespace(),
            set,
            group.count(),
            "data",
            Labels.of(cluster.name(), component));
    for (ClusterCheck check : group.storage().checks(request)) {
      check(path + ".storage", check);
    }
  }

  private void check(String path, ClusterCheck check) {
    if (check instanceof ClusterCheck.ClassExists wanted) {
      listed(path, Kind.STORAGE_CLASS)
          .ifPresent(classes -> classExists(path, wanted.name(), classes));
    } else if (check instanceof ClusterCheck.ClassDoesNotProvision wanted) {
      listed(path, Kind.STORAGE_CLASS)
          .ifPresent(classes -> classDoesNotProvision(path, wanted.name(), classes));
    } else if (check instanceof ClusterCheck.NodeWithLabel wanted) {
      listed(path, Kind.NODE).ifPresent(nodes -> nodeWithLabel(path, wanted, nodes));
    } else if (check instanceof ClusterCheck.DiskNotUsedElsewhere wanted) {
      listed(path, Kind.PERSISTENT_VOLUME)
          .ifPresent(volumes -> diskNotUsedElsewhere(path, wanted, volumes));
    } else if (check instanceof ClusterCheck.ClaimExists wanted) {
      claimExists(path, wanted.name());
    }
  }

  /** Cluster-wide lists need rights beyond a namespaced Role: without them, only a warning. */
  private Optional<List<JsonNode>> listed(String path, Kind kind) {
    return lists.computeIfAbsent(
        kind,
        k -> {
          try {
            return Optional.of(Existing.items(Futures.get(api.listEverywhere(k))));
          } catch (KubernetesApiException e) {
            if (!e.isForbidden()) {
              throw e;
            }
            findings.warning(
                path,
                "%s cannot be listed: it is not checked whether they fit".formatted(k.plural()));
            return Optional.empty();
          }
        });
  }

  private void classExists(String path, String name, List<JsonNode> classes) {
    if (classes.stream().noneMatch(c -> Json.name(c).equals(name))) {
      findings.problem(
          path,
          "StorageClass %s: does not exist; there are %s"
              .formatted(name, new TreeSet<>(classes.stream().map(Json::name).toList())));
    }
  }

  private void classDoesNotProvision(String path, String name, List<JsonNode> classes) {
    for (JsonNode c : classes) {
      String provisioner = c.path("provisioner").asString("");
      if (Json.name(c).equals(name) && !provisioner.equals("kubernetes.io/no-provisioner")) {
        findings.problem(
            path,
            "StorageClass %s: exists with provisioner %s, which could make an empty disk instead of the given one; choose another binding key"
                .formatted(name, provisioner));
      }
    }
  }

  private void nodeWithLabel(String path, ClusterCheck.NodeWithLabel wanted, List<JsonNode> nodes) {
    TreeSet<String> found = new TreeSet<>();
    for (JsonNode node : nodes) {
      String value = Json.label(node, wanted.key());
      if (isReady(node) && wanted.values().contains(value)) {
        return;
      }
      if (!value.isEmpty()) {
        found.add(isReady(node) ? value : value + " (not ready)");
      }
    }
    findings.problem(
        path,
        "no ready node has label %s in %s, so the volume cannot be mounted; nodes have %s"
            .formatted(wanted.key(), wanted.values(), found));
  }

  private static boolean isReady(JsonNode node) {
    for (JsonNode condition : node.path("status").path("conditions")) {
      if (condition.path("type").asString("").equals("Ready")) {
        return condition.path("status").asString("").equals("True");
      }
    }
    return false;
  }

  private void diskNotUsedElsewhere(
      String path, ClusterCheck.DiskNotUsedElsewhere wanted, List<JsonNode> volumes) {
    for (JsonNode volume : volumes) {
      JsonNode spec = volume.path("spec");
      if (!carries(spec, wanted)) {
        continue;
      }
      JsonNode claim = spec.path("claimRef");
      boolean ours =
          Json.name(volume).equals(wanted.volume())
              && (claim.isMissingNode()
                  || (claim.path("namespace").asString("").equals(wanted.claimNamespace())
                      && claim.path("name").asString("").equals(wanted.claimName())));
      if (!ours) {
        findings.problem(
            path,
            "disk %s: is already that of PersistentVolume %s%s; attaching it twice destroys data: choose another disk, or delete that PersistentVolume"
                .formatted(
                    wanted.handle(),
                    Json.name(volume),
                    claim.isMissingNode()
                        ? ""
                        : " for claim %s in namespace %s"
                            .formatted(
                                claim.path("name").asString(""),
                                claim.path("namespace").asString(""))));
      }
    }
  }

  /** CSI names the disk in one way, the old flexVolume in two spellings. */
  private static boolean carries(JsonNode spec, ClusterCheck.DiskNotUsedElsewhere wanted) {
    JsonNode csi = spec.path("csi");
    JsonNode flex = spec.path("flexVolume").path("options");
    return (csi.path("driver").asString("").equals(wanted.driver())
            && csi.path("volumeHandle").asString("").equals(wanted.handle()))
        || flex.path("volumeId").asString("").equals(wanted.handle())
        || flex.path("VolumeId").asString("").equals(wanted.handle());
  }

  private void claimExists(String path, String name) {
    Optional<JsonNode> claim = existing.find(Kind.CLAIM, name);
    if (claim.isEmpty()) {
      findings.problem(
          path,
          "PersistentVolumeClaim %s: does not exist in namespace %s; create it"
              .formatted(name, api.namespace()));
      return;
    }
    for (JsonNode pod : Existing.items(Futures.get(api.list(Kind.POD, Map.of())))) {
      boolean ours = Json.label(pod, Labels.CLUSTER).equals(cluster.name());
      for (JsonNode volume : pod.path("spec").path("volumes")) {
        String used = volume.path("persistentVolumeClaim").path("claimName").asString("");
        if (!ours && used.equals(name)) {
          findings.problem(
              path,
              "PersistentVolumeClaim %s: is used by pod %s, which is not of this cluster"
                  .formatted(name, Json.name(pod)));
        }
      }
    }
  }
}
