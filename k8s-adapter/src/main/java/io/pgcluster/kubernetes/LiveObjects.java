package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The objects of one cluster as they are, found by its label, with their content. */
final class LiveObjects {
  private final Map<Kind, List<JsonNode>> objects;

  private LiveObjects(Map<Kind, List<JsonNode>> objects) {
    this.objects = objects;
  }

  static LiveObjects none() {
    return new LiveObjects(Map.of());
  }

  /** One list per kind, at the same time. */
  static LiveObjects read(KubeApi api, String cluster) {
    Map<Kind, CompletableFuture<JsonNode>> lists =
        Kind.OF_A_CLUSTER.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(), kind -> api.list(kind, Labels.selector(cluster))));
    var unused = Futures.all(List.copyOf(lists.values()));
    return new LiveObjects(
        lists.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> Existing.items(Futures.get(e.getValue())))));
  }

  List<JsonNode> of(Kind kind) {
    return objects.getOrDefault(kind, List.of());
  }

  Optional<JsonNode> find(Kind kind, String name) {
    return of(kind).stream().filter(o -> Json.name(o).equals(name)).findFirst();
  }

  boolean isEmpty() {
    return objects.values().stream().allMatch(List::isEmpty);
  }
}
