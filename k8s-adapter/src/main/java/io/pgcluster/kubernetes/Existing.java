package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What was in the namespace before, of the kinds that a cluster is made of. Secrets and the like
 * without their content.
 */
final class Existing {
  private final Map<Kind, List<JsonNode>> objects;

  private Existing(Map<Kind, List<JsonNode>> objects) {
    this.objects = objects;
  }

  /** One list per kind, at the same time. What must not be listed is taken for empty. */
  static Existing read(KubeApi api) {
    Map<Kind, CompletableFuture<List<JsonNode>>> lists =
        Kind.OF_A_CLUSTER.stream()
            .collect(
                Collectors.toMap(
                    kind -> kind,
                    kind ->
                        (isReadWhole(kind)
                                ? api.list(kind, Map.of())
                                : api.listMetadata(kind, Map.of()))
                            .thenApply(Existing::items)
                            .exceptionally(Existing::emptyIfForbidden)));
    var unused = Futures.all(List.copyOf(lists.values()));
    return new Existing(
        lists.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> Futures.get(e.getValue()))));
  }

  private static boolean isReadWhole(Kind kind) {
    return kind.equals(Kind.CLAIM) || kind.equals(Kind.STATEFUL_SET) || kind.equals(Kind.SERVICE);
  }

  static List<JsonNode> items(JsonNode list) {
    List<JsonNode> items = new ArrayList<>();
    list.path("items").forEach(items::add);
    return List.copyOf(items);
  }

  private static List<JsonNode> emptyIfForbidden(Throwable failure) {
    if (Futures.cause(failure) instanceof KubernetesApiException e && e.isForbidden()) {
      return List.of();
    }
    throw Futures.runtime(failure);
  }

  List<JsonNode> all(Kind kind) {
    return objects.getOrDefault(kind, List.of());
  }

  Optional<JsonNode> find(Kind kind, String name) {
    return all(kind).stream().filter(o -> Json.name(o).equals(name)).findFirst();
  }

  List<JsonNode> of(Kind kind, String cluster) {
    return all(kind).stream().filter(o -> Json.label(o, Labels.CLUSTER).equals(cluster)).toList();
  }

  /** Whether there is anything of a cluster. */
  boolean hasAny(String cluster) {
    return objects.keySet().stream().anyMatch(kind -> !of(kind, cluster).isEmpty());
  }
}
