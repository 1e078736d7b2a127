package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.pgcluster.PgClusterException;
import io.pgcluster.runtime.FieldChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Volumes of a StatefulSet that are to be larger. Kubernetes grows claims, where their class allows
 * it, but does not change a claim template: so the claims are patched, and the StatefulSet is made
 * anew around its pods, which go on.
 *
 * @param set the StatefulSet
 * @param uid its uid
 * @param before how large the volumes are described now
 * @param after how large they are to be
 * @param claims those that are smaller
 */
record VolumeGrowth(String set, String uid, String before, String after, List<String> claims) {
  static final String REASON =
      "claims grow, and the file systems with them; the StatefulSet is made anew around its pods, which go on";

  private static final String TEMPLATES = "volumeClaimTemplates";
  private static final Duration GOING = Duration.ofMinutes(2);

  /** Nothing where more than the size differs, or volumes would shrink. */
  static Optional<VolumeGrowth> of(JsonNode live, JsonNode wanted, List<JsonNode> claims) {
    JsonNode is = live.path("spec").path(TEMPLATES);
    JsonNode will = wanted.path("spec").path(TEMPLATES);
    if (is.size() != 1 || will.size() != 1) {
      return Optional.empty();
    }
    String before = size(is.get(0));
    String after = size(will.get(0));
    boolean sizeAlone = Restricted.to(will.get(0), withSize(is.get(0), after)).equals(will.get(0));
    if (before.isEmpty() || after.isEmpty() || !sizeAlone || bytes(after) <= bytes(before)) {
      return Optional.empty();
    }
    String prefix = Json.name(will.get(0)) + "-" + Json.name(wanted) + "-";
    List<String> smaller =
        claims.stream()
            .filter(claim -> Json.name(claim).matches(prefix + "[0-9]+"))
            .filter(claim -> bytes(size(claim)) < bytes(after))
            .map(Json::name)
            .sorted()
            .toList();
    return Optional.of(new VolumeGrowth(Json.name(live), Json.uid(live), before, after, smaller));
  }

  private static String size(JsonNode claim) {
    return claim.path("spec").path("resources").path("requests").path("storage").asString("");
  }

  private static JsonNode withSize(JsonNode template, String size) {
    ObjectNode copy = (ObjectNode) template.deepCopy();
    if (copy.path("spec").path("resources").path("requests") instanceof ObjectNode requests) {
      requests.put("storage", size);
    }
    return copy;
  }

  private static long bytes(String quantity) {
    return quantity.isEmpty()
        ? 0
        : Quantity.getAmountInBytes(new Quantity(quantity)).longValueExact();
  }

  /** The StatefulSet as described, but for the claim template, which stays as it is. */
  static JsonNode keepingTemplates(JsonNode wanted, JsonNode live) {
    ObjectNode copy = (ObjectNode) wanted.deepCopy();
    if (copy.path("spec") instanceof ObjectNode spec
        && live.path("spec").path(TEMPLATES) instanceof ArrayNode templates) {
      ArrayNode kept = templates.deepCopy();
      kept.forEach(
          template -> {
            if (template instanceof ObjectNode object) {
              object.remove("status");
            }
          });
      spec.set(TEMPLATES, kept);
    }
    return copy;
  }

  FieldChange change() {
    return FieldChange.of(TEMPLATES + "[0].spec.resources.requests.storage", before, after);
  }

  /** Asks whether claims may grow, and changes nothing; fails with the server's words. */
  void tryOut(KubeApi api) {
    claims.forEach(claim -> Futures.get(api.dryMerge(Kind.CLAIM, claim, patch())));
  }

  private JsonNode patch() {
    return Json.tree(
        Map.of("spec", Map.of("resources", Map.of("requests", Map.of("storage", after)))));
  }

  /** Grows the claims, then takes the StatefulSet away from its pods. It has to be made anew. */
  void run(KubeApi api, ClusterLock lock) {
    for (String claim : claims) {
      lock.check();
      var unused = Futures.get(api.merge(Kind.CLAIM, claim, patch()));
    }
    lock.check();
    boolean gone = Futures.get(api.orphan(Kind.STATEFUL_SET, set, uid));
    long deadline = System.nanoTime() + GOING.toNanos();
    while (!gone) {
      List<String> there = new ArrayList<>();
      Existing.items(Futures.get(api.listMetadata(Kind.STATEFUL_SET, Map.of())))
          .forEach(object -> there.add(Json.uid(object)));
      gone = !there.contains(uid);
      if (!gone && System.nanoTime() > deadline) {
        throw new PgClusterException(
            "StatefulSet %s: does not go, so that it cannot be made anew with larger volumes; see its finalizers, and apply again"
                .formatted(set));
      }
      pause(gone);
    }
  }

  private static void pause(boolean gone) {
    try {
      TimeUnit.MILLISECONDS.sleep(gone ? 0 : 100);
    } catch (InterruptedException e) {
      throw Futures.interrupted(e);
    }
  }
}
