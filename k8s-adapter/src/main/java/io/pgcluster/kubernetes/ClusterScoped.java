package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Objects of a cluster that are in no namespace: PersistentVolumes. Who has only a Role in the
 * namespace cannot make them: then they have to be there already. One that is there is never
 * changed but for its labels, as what it stands for cannot be.
 */
final class ClusterScoped {
  private final KubeApi api;
  private final Manifests manifests;
  private final Permissions permissions;
  private final Findings findings;

  ClusterScoped(KubeApi api, Manifests manifests, Permissions permissions, Findings findings) {
    this.api = api;
    this.manifests = manifests;
    this.permissions = permissions;
    this.findings = findings;
  }

  void run() {
    for (Manifest manifest : manifests) {
      if (manifest.namespace().isEmpty()) {
        check(manifest, Kind.of(manifest));
      }
    }
  }

  private void check(Manifest manifest, Kind kind) {
    boolean mayWrite =
        permissions.allows("patch", kind.group(), kind.plural())
            && permissions.allows("create", kind.group(), kind.plural());
    Optional<JsonNode> found;
    try {
      found = Futures.get(api.get(kind, manifest.name()));
    } catch (KubernetesApiException e) {
      if (!e.isForbidden()) {
        throw e;
      }
      if (!mayWrite) {
        findings.leave(manifest.kind(), manifest.name());
        findings.warning(
            path(manifest),
            "may be neither read nor written; it is expected to exist as described");
      }
      return;
    }
    if (found.isEmpty()) {
      if (!mayWrite) {
        findings.problem(
            path(manifest),
            "does not exist, and creating it is forbidden; have it created (Manifests.toYaml() has it), or be granted patch and create on %s"
                .formatted(kind.plural()));
      }
      return;
    }
    checkFound(manifest, found.get(), mayWrite);
  }

  private void checkFound(Manifest manifest, JsonNode found, boolean mayWrite) {
    JsonNode wanted = Json.read(new String(manifest.json(), StandardCharsets.UTF_8));
    boolean ours =
        !Json.label(wanted, Labels.CLUSTER).isEmpty()
            && Json.label(found, Labels.CLUSTER).equals(Json.label(wanted, Labels.CLUSTER));
    List<String> differences = Difference.between(wanted.path("spec"), found.path("spec"), "spec");
    for (String difference : differences) {
      findings.problem(
          path(manifest),
          "exists, but %s; delete it if it is not needed any more, or describe what it is"
              .formatted(difference));
    }
    if (!ours || !mayWrite) {
      findings.leave(manifest.kind(), manifest.name());
    }
    if (differences.isEmpty() && phase(found).equals("Released")) {
      if (ours && mayWrite) {
        findings.rebind(found);
      } else {
        findings.problem(
            path(manifest),
            "was released by an earlier claim; remove spec.claimRef.uid from it to let its data be used again");
      }
    }
  }

  private static String phase(JsonNode volume) {
    return volume.path("status").path("phase").asString("");
  }

  private static String path(Manifest manifest) {
    return manifest.kind() + " " + manifest.name();
  }
}
