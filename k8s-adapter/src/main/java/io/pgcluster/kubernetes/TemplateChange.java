package io.pgcluster.kubernetes;

import io.pgcluster.manifest.Annotations;
import io.pgcluster.runtime.FieldChange;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** How a changed template comes to the pods of a StatefulSet that run. Pure. */
enum TemplateChange {
  /** No pod is to change. */
  NONE,

  /** Pods are given labels, which nobody notices. */
  RELABEL,

  /** Servers restart in their pods. */
  RESTART,

  /** Other pods take their place. */
  REPLACE;

  private static final String TEMPLATE = "spec.template.";

  private static final Predicate<String> LABELS =
      Pattern.compile("(metadata|spec\\.updateStrategy|spec\\.template\\.metadata\\.labels)\\b.*")
          .asMatchPredicate();

  private static final Predicate<String> ANNOTATIONS =
      Pattern.compile("spec\\.template\\.metadata\\.annotations\\b.*").asMatchPredicate();

  private static final String IMAGE = "spec.template.spec.containers[postgres].image";

  /**
   * What suits a change. One that was cut off while its pods were brought to it is gone on with.
   *
   * @param fields what differs
   * @param live the StatefulSet as it is
   * @param primary whether it is that of the primary
   */
  static TemplateChange of(List<FieldChange> fields, JsonNode live, boolean primary) {
    List<String> paths = fields.stream().map(FieldChange::path).toList();
    boolean template = paths.stream().anyMatch(path -> path.startsWith(TEMPLATE));
    boolean held = isHeld(live);
    if (!template && !held) {
      return NONE;
    }
    if (Rollout.isGoingOn(live) && !held) {
      return REPLACE;
    }
    if (paths.stream().allMatch(LABELS)) {
      return RELABEL;
    }
    return !held && isTakenUp(paths, primary) ? RESTART : REPLACE;
  }

  /** Whether it was kept from replacing pods that have not all come to its template yet. */
  static boolean isHeld(JsonNode live) {
    JsonNode spec = live.path("spec");
    int partition = spec.path("updateStrategy").path("rollingUpdate").path("partition").asInt(0);
    return partition > 0 && partition >= spec.path("replicas").asInt(1) && Rollout.isGoingOn(live);
  }

  /**
   * Another image only the primary's: a kubelet takes a new container for ready until its probes
   * say that it is not yet, which is no harm to the one that has no other beside it.
   */
  private static boolean isTakenUp(List<String> paths, boolean primary) {
    boolean needs = paths.stream().anyMatch(path -> path.contains(Annotations.STANDBY_NEEDS));
    return paths.stream()
        .allMatch(
            path ->
                ((LABELS.test(path) || ANNOTATIONS.test(path))
                        && !path.contains(Annotations.PROCESS))
                    || (primary && !needs && path.equals(IMAGE)));
  }
}
