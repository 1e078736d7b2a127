package io.pgcluster.kubernetes;

import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a change of an object of a cluster costs. */
final class Costs {
  static final String DOWNTIME =
      "writes wait while one pod stops and starts again, usually 5 to 30 s, and sessions on the"
          + " primary end";
  static final String RESTART =
      "writes wait while its server restarts where it is, usually 1 to 2 s and as long as its last"
          + " checkpoint takes, and sessions on the primary end";
  private static final String RELABELLED = "pods that run are given it, and go on";
  private static final String ROLLED =
      "a new router is ready before an old one goes; sessions through that one end";
  private static final String STANDBYS =
      "standbys are restarted one after the other; sessions on them end";
  private static final String TEMPLATE = "spec.template.";

  private final ObjectNames names;
  private final RunningPods pods;

  Costs(ObjectNames names, RunningPods pods) {
    this.names = names;
    this.pods = pods;
  }

  /** An impact, and why it is that. */
  record Cost(Impact impact, String reason) {
    static final Cost IN_PLACE = new Cost(Impact.IN_PLACE, "");
  }

  /** Of those fields of an object that is there. */
  Cost of(Kind kind, JsonNode live, List<FieldChange> fields) {
    String name = Json.name(live);
    if (kind.equals(Kind.STATEFUL_SET)) {
      return statefulSet(live, fields);
    }
    if (kind.equals(Kind.DEPLOYMENT) && isTemplate(fields)) {
      return new Cost(Impact.STANDBY_RESTART, ROLLED);
    }
    if (kind.equals(Kind.CONFIG_MAP)) {
      return configMap(name, fields);
    }
    return kind.equals(Kind.SECRET) && name.equals(names.router())
        ? new Cost(Impact.RELOAD, "")
        : Cost.IN_PLACE;
  }

  private static boolean isTemplate(List<FieldChange> fields) {
    return fields.stream().anyMatch(f -> f.path().startsWith(TEMPLATE));
  }

  private Cost statefulSet(JsonNode live, List<FieldChange> fields) {
    String name = Json.name(live);
    boolean primary = name.equals(names.primary());
    TemplateChange change = TemplateChange.of(fields, live, primary);
    if (change == TemplateChange.NONE) {
      return fields.stream()
          .filter(f -> f.path().equals("spec.replicas"))
          .findFirst()
          .map(replicas -> scaled(name, replicas))
          .orElse(Cost.IN_PLACE);
    }
    boolean inPlace = change != TemplateChange.REPLACE && pods.mayBePatched();
    if (inPlace && change == TemplateChange.RELABEL && !awaitsImage(live)) {
      return new Cost(Impact.IN_PLACE, RELABELLED);
    }
    return primary
        ? new Cost(Impact.PRIMARY_RESTART, inPlace ? RESTART : DOWNTIME)
        : new Cost(Impact.STANDBY_RESTART, STANDBYS);
  }

  /** Whether it was held before its pods had its image. */
  private boolean awaitsImage(JsonNode live) {
    JsonNode spec = live.path("spec");
    return TemplateChange.isHeld(live)
        && RunningPods.isOtherImage(
            pods.of(Json.name(live), spec.path("replicas").asInt(1)), spec.path("template"));
  }

  private Cost scaled(String name, FieldChange replicas) {
    int before = Integer.parseInt(replicas.before().orElse("0"));
    int after = Integer.parseInt(replicas.after().orElse("1"));
    if (name.equals(names.primary())) {
      return after < before
          ? new Cost(Impact.PRIMARY_RESTART, "writes stop until the cluster is resumed")
          : Cost.IN_PLACE;
    }
    return new Cost(
        Impact.IN_PLACE,
        after > before
            ? "a new instance clones the primary, which takes as long as its data are large"
            : "claims are kept");
  }

  private Cost configMap(String name, List<FieldChange> fields) {
    if (name.equals(names.owner())) {
      return new Cost(Impact.NO_OP, "");
    }
    boolean scripts = fields.stream().allMatch(f -> f.path().endsWith(".sh"));
    boolean read = name.equals(names.postgres()) || name.equals(names.router());
    return read && !scripts ? new Cost(Impact.RELOAD, "") : Cost.IN_PLACE;
  }
}
