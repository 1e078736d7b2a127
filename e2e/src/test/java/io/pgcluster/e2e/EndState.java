package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.PgCluster;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * What the library wrote in a namespace, without what the server numbers and times, and without
 * secrets and digests: what is the same each time the same cluster is applied.
 *
 * @param objects by {@code kind/name}
 */
record EndState(SortedMap<String, JsonNode> objects) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> SERVERS =
      List.of("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields");
  private static final List<String> ASSIGNED = List.of("clusterIP", "clusterIPs");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{16,}|[A-Za-z0-9+/_-]{43}=?");

  private static EndState of(Inventory written) {
    TreeMap<String, JsonNode> objects = new TreeMap<>();
    written.objects().forEach((id, object) -> objects.put(id, normal(object)));
    return new EndState(objects);
  }

  private static JsonNode normal(JsonNode object) {
    ObjectNode copy = (ObjectNode) object.deepCopy();
    copy.remove("status");
    ((ObjectNode) copy.path("metadata")).remove(SERVERS);
    copy.path("metadata")
        .path("ownerReferences")
        .forEach(owner -> ((ObjectNode) owner).remove("uid"));
    if (copy.path("spec") instanceof ObjectNode spec) {
      spec.remove(ASSIGNED);
    }
    if (copy.path("kind").asString("").equals("Secret")) {
      mask(copy.path("data"), Pattern.compile("(?s).*"));
    }
    if (copy.path("metadata") instanceof ObjectNode metadata
        && metadata.path("annotations") instanceof ObjectNode annotations) {
      // A controller's, which writes it some time after the object was made.
      annotations.remove("deployment.kubernetes.io/revision");
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
      mask(annotations, DIGEST);
    }
    mask(copy.path("spec").path("template").path("metadata").path("annotations"), DIGEST);
    return copy;
  }

  private static void mask(JsonNode node, Pattern what) {
    if (node instanceof ObjectNode object) {
      for (String key : List.copyOf(object.propertyNames())) {
        if (what.matcher(object.path(key).asString("")).matches()) {
          object.set(key, StringNode.valueOf("*"));
        }
      }
    }
  }

  /**
   * Every object is what the description and the passwords in the namespace give, field by field;
   * there is no other; and nothing says that something is unfinished.
   */
  static EndState assertIs(PgCluster cluster, TestNamespace namespace) {
    Inventory found = Inventory.of(namespace).ofTheLibrary();
    String name = new ObjectNames(cluster.name()).credentials();
    Secret secret = namespace.admin().secrets().inNamespace(namespace.name()).withName(name).get();
    assertThat(secret).as("Secret " + name).isNotNull();
    Manifests expected = Manifests.of(cluster, namespace.name(), ClusterSecrets.fromSecret(secret));
    Set<String> ids = new TreeSet<>();
    List<String> differences = new ArrayList<>();
    for (Manifest manifest : expected) {
      String id = manifest.kind() + "/" + manifest.name();
      ids.add(id);
      JsonNode object = found.objects().get(id);
      if (object != null) {
        String json = new String(manifest.json(), StandardCharsets.UTF_8);
        compare(JSON.readTree(json), object, id, differences);
      }
    }
    ids.add("Lease/" + new ObjectNames(cluster.name()).lease());
    assertThat(found.objects().keySet()).isEqualTo(ids);
    assertThat(differences).isEmpty();
    JsonNode lease = found.objects().get("Lease/" + new ObjectNames(cluster.name()).lease());
    assertThat(lease.path("spec").path("holderIdentity").asString("")).isEmpty();
    assertThat(lease.path("metadata").path("annotations")).isEmpty();
    return of(found);
  }

  /** What the server adds is no difference. */
  private static void compare(JsonNode wanted, JsonNode found, String at, List<String> out) {
    if (wanted.isObject()) {
      wanted
          .properties()
          .forEach(e -> compare(e.getValue(), found.path(e.getKey()), at + "." + e.getKey(), out));
    } else if (wanted.isArray() && found.isArray() && wanted.size() == found.size()) {
      for (int i = 0; i < wanted.size(); i++) {
        compare(wanted.get(i), found.get(i), at + "[" + i + "]", out);
      }
    } else if (!wanted.equals(found) && !isEmpty(wanted, found)) {
      out.add(at + " differs");
    }
  }

  /** The server leaves out what is empty. */
  private static boolean isEmpty(JsonNode wanted, JsonNode found) {
    return found.isMissingNode() && wanted.asString("-").isEmpty();
  }
}
