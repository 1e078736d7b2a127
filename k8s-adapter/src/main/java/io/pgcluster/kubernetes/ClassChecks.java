package io.pgcluster.kubernetes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * Whether StorageClasses are there and suit a database.
 *
 * @param path what asks for them
 * @param classes all there are
 */
record ClassChecks(String path, List<JsonNode> classes, Findings findings) {
  private static final String NO_PROVISIONER = "kubernetes.io/no-provisioner";
  private static final List<String> DEFAULT =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  void serves(String name) {
    Optional<JsonNode> found = find(name);
    if (found.isEmpty()) {
      findings.problem(
          path, "StorageClass %s: does not exist; there are %s".formatted(name, names()));
    }
    found.ifPresent(this::suits);
  }

  /** Of several default classes Kubernetes takes the newest. */
  void defaultServes() {
    Optional<JsonNode> found =
        classes.stream()
            .filter(ClassChecks::isDefault)
            .max(
                Comparator.comparing(
                    c -> c.path("metadata").path("creationTimestamp").asString("")));
    if (found.isEmpty()) {
      findings.problem(
          path,
          "no StorageClass is the default one, so that the claims would wait for ever; name a class, there are %s"
              .formatted(names()));
    }
    found.ifPresent(this::suits);
  }

  void doesNotProvision(String name) {
    find(name)
        .map(ClassChecks::provisioner)
        .filter(provisioner -> !provisioner.equals(NO_PROVISIONER))
        .ifPresent(
            provisioner ->
                findings.problem(
                    path,
                    "StorageClass %s: exists with provisioner %s, which could make an empty disk instead of the given one; choose another binding key"
                        .formatted(name, provisioner)));
  }

  private void suits(JsonNode found) {
    List<String> doubts = new ArrayList<>();
    boolean provisions = !provisioner(found).equals(NO_PROVISIONER);
    if (provisions && found.path("reclaimPolicy").asString("Delete").equals("Delete")) {
      doubts.add("its volumes are deleted with their claims (reclaimPolicy Delete)");
    }
    if (found.path("volumeBindingMode").asString("Immediate").equals("Immediate")) {
      doubts.add(
          "its volumes are chosen before the pods' nodes, perhaps in a zone where they cannot run (volumeBindingMode Immediate)");
    }
    if (provisions && !found.path("allowVolumeExpansion").asBoolean(false)) {
      doubts.add("its volumes can never grow (no allowVolumeExpansion)");
    }
    if (!doubts.isEmpty()) {
      findings.warning(
          path, "StorageClass %s: %s".formatted(Json.name(found), String.join("; ", doubts)));
    }
  }

  private Optional<JsonNode> find(String name) {
    return classes.stream().filter(c -> Json.name(c).equals(name)).findFirst();
  }

  private TreeSet<String> names() {
    return new TreeSet<>(classes.stream().map(Json::name).toList());
  }

  private static String provisioner(JsonNode found) {
    return found.path("provisioner").asString("");
  }

  private static boolean isDefault(JsonNode found) {
    JsonNode annotations = found.path("metadata").path("annotations");
    return DEFAULT.stream().anyMatch(key -> annotations.path(key).asString("").equals("true"));
  }
}
