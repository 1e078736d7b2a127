package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.Manifests;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Objects of a cluster that are in no namespace: PersistentVolumes and StorageClasses. Who has only
 * a Role in the namespace cannot make them: then they have to be there already. One that is there
 * is never changed but for its labels, as what it stands for cannot be. A class has no label of a
 * cluster: many clusters may use it, and none deletes it.
 */
final class ClusterScoped {
  private static final Set<String> IDENTITY = Set.of("apiVersion", "kind", "metadata", "status");
  private static final String PARAMETERS = "parameters";

  private final KubeApi api;
  private final List<Wanted> wanted;
  private final Permissions permissions;
  private final Findings findings;

  /** An object that is described. */
  record Wanted(Kind kind, String name, JsonNode object) {}

  static List<Wanted> of(Manifests manifests) {
    return manifests.stream()
        .filter(manifest -> manifest.namespace().isEmpty())
        .map(
            manifest ->
                new Wanted(
                    Kind.of(manifest),
                    manifest.name(),
                    Json.read(new String(manifest.json(), StandardCharsets.UTF_8))))
        .toList();
  }

  ClusterScoped(KubeApi api, List<Wanted> wanted, Permissions permissions, Findings findings) {
    this.api = api;
    this.wanted = wanted;
    this.permissions = permissions;
    this.findings = findings;
  }

  void run() {
    wanted.forEach(this::check);
  }

  private void check(Wanted one) {
    Kind kind = one.kind();
    boolean mayWrite =
        permissions.allows("patch", kind.group(), kind.plural())
            && permissions.allows("create", kind.group(), kind.plural());
    Optional<JsonNode> found;
    try {
      found = Futures.get(api.get(kind, one.name()));
    } catch (KubernetesApiException e) {
      if (!e.isForbidden()) {
        throw e;
      }
      if (!mayWrite) {
        findings.leave(kind.name(), one.name());
        findings.warning(
            path(one), "may be neither read nor written; it is expected to exist as described");
      }
      return;
    }
    if (found.isEmpty()) {
      if (!mayWrite) {
        findings.problem(
            path(one),
            "does not exist, and creating it is forbidden; have it created (Manifests.toYaml() has it), or be granted patch and create on %s"
                .formatted(kind.plural()));
      }
      return;
    }
    checkFound(one, found.get(), mayWrite);
  }

  private void checkFound(Wanted one, JsonNode found, boolean mayWrite) {
    boolean ours =
        !Json.label(one.object(), Labels.CLUSTER).isEmpty()
            && Json.label(found, Labels.CLUSTER).equals(Json.label(one.object(), Labels.CLUSTER));
    List<String> differences = differences(one, found);
    for (String difference : differences) {
      findings.problem(
          path(one),
          "exists, but %s; delete it if it is not needed any more, or describe what it is"
              .formatted(difference));
    }
    if (!ours || !mayWrite) {
      findings.leave(one.kind().name(), one.name());
    }
    if (differences.isEmpty() && phase(found).equals("Released")) {
      if (ours && mayWrite) {
        findings.rebind(found);
      } else {
        findings.problem(
            path(one),
            "was released by an earlier claim; remove spec.claimRef.uid from it to let its data be used again");
      }
    }
  }

  private static List<String> differences(Wanted one, JsonNode found) {
    List<String> differences = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : one.object().properties()) {
      String name = field.getKey();
      if (!IDENTITY.contains(name)) {
        differences.addAll(Difference.between(field.getValue(), found.path(name), name));
      }
    }
    // What a driver is told beside what is described makes other disks.
    for (String parameter : found.path(PARAMETERS).propertyNames()) {
      if (!one.object().path(PARAMETERS).has(parameter)) {
        differences.add("%s.%s is set, which is not described".formatted(PARAMETERS, parameter));
      }
    }
    return differences;
  }

  private static String phase(JsonNode volume) {
    return volume.path("status").path("phase").asString("");
  }

  private static String path(Wanted one) {
    return one.kind().name() + " " + one.name();
  }
}
