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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
      if (!(isOfClasses(check) && claimsExist(request))) {
        check(path + ".storage", check, group);
      }
    }
    for (int i = 0; i < request.instances(); i++) {
      existing
          .find(Kind.CLAIM, request.claimName(i))
          .ifPresent(claim -> isNotLost(path + ".storage", claim));
    }
  }

  /** Of claims that are there it does not matter any more what made them. */
  private static boolean isOfClasses(ClusterCheck check) {
    return check instanceof ClusterCheck.ClassServes
        || check instanceof ClusterCheck.DefaultClassServes;
  }

  private boolean claimsExist(VolumeRequest request) {
    return IntStream.range(0, request.instances())
        .allMatch(i -> existing.find(Kind.CLAIM, request.claimName(i)).isPresent());
  }

  private void check(String path, ClusterCheck check, InstanceGroup group) {
    if (check instanceof ClusterCheck.ClassServes wanted) {
      classes(path).ifPresent(classes -> classes.serves(wanted.name()));
    } else if (check instanceof ClusterCheck.DefaultClassServes) {
      classes(path).ifPresent(ClassChecks::defaultServes);
    } else if (check instanceof ClusterCheck.ClassDoesNotProvision wanted) {
      classes(path).ifPresent(classes -> classes.doesNotProvision(wanted.name()));
    } else if (check instanceof ClusterCheck.NodeWithLabels wanted) {
      listed(path, Kind.NODE)
          .ifPresent(nodes -> nodeWithLabels(path, wanted, new NodeFit(group.pod()), nodes));
    } else if (check instanceof ClusterCheck.DiskNotUsedElsewhere wanted) {
      listed(path, Kind.PERSISTENT_VOLUME)
          .ifPresent(volumes -> diskNotUsedElsewhere(path, wanted, volumes));
    } else if (check instanceof ClusterCheck.ClaimExists wanted) {
      claimExists(path, wanted.name());
    }
  }

  private Optional<ClassChecks> classes(String path) {
    return listed(path, Kind.STORAGE_CLASS)
        .map(classes -> new ClassChecks(path, classes, findings));
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

  private void nodeWithLabels(
      String path, ClusterCheck.NodeWithLabels wanted, NodeFit fit, List<JsonNode> nodes) {
    TreeSet<String> found = new TreeSet<>();
    for (JsonNode node : nodes) {
      Optional<String> obstacle = fit.obstacle(node);
      if (NodeFit.carries(node, wanted.labels()) && obstacle.isEmpty()) {
        return;
      }
      String values =
          wanted.labels().keySet().stream()
              .map(key -> Json.label(node, key))
              .filter(value -> !value.isEmpty())
              .collect(Collectors.joining(", "));
      if (!values.isEmpty()) {
        found.add(values + obstacle.map(" (%s)"::formatted).orElse(""));
      }
    }
    String text =
        "no node that takes the pods has the labels %s, so that the volume cannot be mounted; nodes have %s"
            .formatted(wanted.labels(), found);
    if (wanted.required()) {
      findings.problem(path, text);
    } else if (!found.isEmpty()) {
      findings.warning(path, text);
    }
  }

  private void isNotLost(String path, JsonNode claim) {
    if (claim.path("status").path("phase").asString("").equals("Lost")) {
      findings.problem(
          path,
          "PersistentVolumeClaim %s: its PersistentVolume %s is gone; delete the claim, and describe the disk that is to be used"
              .formatted(Json.name(claim), claim.path("spec").path("volumeName").asString("")));
    }
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
    isNotLost(path, claim.get());
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
