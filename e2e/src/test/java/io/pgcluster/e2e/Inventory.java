package io.pgcluster.e2e;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that is in a namespace, of every kind that the server knows, but for events, what each
 * namespace has, and who the library runs as.
 *
 * @param objects by {@code kind/name}
 */
record Inventory(SortedMap<String, JsonNode> objects) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Set<String> NOT_LISTED = Set.of("Event", "PodMetrics");
  private static final Set<String> OF_EACH_NAMESPACE =
      Set.of("ConfigMap/kube-root-ca.crt", "ServiceAccount/default");

  /** The kinds of the library's user; a test that leaves one behind would be another defect. */
  private static final Set<String> USER = Set.of("ServiceAccount", "Role", "RoleBinding");

  private static @Nullable List<Resource> kinds;

  static synchronized Inventory of(TestNamespace namespace) {
    KubernetesClient admin = namespace.admin();
    if (kinds == null) {
      kinds = resources(admin);
    }
    TreeMap<String, JsonNode> objects = new TreeMap<>();
    for (Resource resource : kinds) {
      String path =
          "%s/namespaces/%s/%s".formatted(resource.path(), namespace.name(), resource.plural());
      JsonNode list = JSON.readTree(admin.raw(path));
      for (JsonNode object : list.path("items")) {
        // The items of a list do not say what they are.
        ((ObjectNode) object).put("kind", resource.kind());
        ((ObjectNode) object).set("apiVersion", list.path("apiVersion"));
        String name = object.path("metadata").path("name").asString("");
        String id = resource.kind() + "/" + name;
        if (!OF_EACH_NAMESPACE.contains(id)
            && !(USER.contains(resource.kind()) && name.startsWith("sdk"))) {
          objects.put(id, object);
        }
      }
    }
    return new Inventory(objects);
  }

  /** A kind that can be listed in a namespace. */
  private record Resource(String path, String kind, String plural) {}

  private static List<Resource> resources(KubernetesClient admin) {
    List<String> paths = new ArrayList<>(List.of("/api/v1"));
    for (JsonNode group : JSON.readTree(admin.raw("/apis")).path("groups")) {
      paths.add("/apis/" + group.path("preferredVersion").path("groupVersion").asString(""));
    }
    List<Resource> resources = new ArrayList<>();
    for (String path : paths) {
      for (JsonNode found : JSON.readTree(admin.raw(path)).path("resources")) {
        Resource resource =
            new Resource(path, found.path("kind").asString(""), found.path("name").asString(""));
        boolean listed =
            StreamSupport.stream(found.path("verbs").spliterator(), false)
                .anyMatch(verb -> verb.asString("").equals("list"));
        if (listed
            && found.path("namespaced").asBoolean(false)
            && !NOT_LISTED.contains(resource.kind())) {
          resources.add(resource);
        }
      }
    }
    return resources;
  }

  /** What is there, and which version of it: the same before and after when nothing was changed. */
  Map<String, String> versions() {
    TreeMap<String, String> versions = new TreeMap<>();
    objects.forEach(
        (id, object) ->
            versions.put(
                id,
                object.path("metadata").path("uid").asString("")
                    + "@"
                    + object.path("metadata").path("resourceVersion").asString("")));
    return versions;
  }

  /** The objects that the library wrote, not what controllers made of them. */
  Inventory ofTheLibrary() {
    TreeMap<String, JsonNode> own = new TreeMap<>(objects);
    own.values()
        .removeIf(
            object ->
                StreamSupport.stream(
                        object.path("metadata").path("managedFields").spliterator(), false)
                    .noneMatch(fields -> fields.path("manager").asString("").equals("pgcluster")));
    return new Inventory(own);
  }
}
