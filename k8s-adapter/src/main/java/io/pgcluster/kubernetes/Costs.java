package io.pgcluster.kubernetes;

import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.FieldChange;
import io.pgcluster.runtime.Impact;
import java.util.List;

/** What a change of an object of a cluster costs. */
final class Costs {
  static final String DOWNTIME =
      "writes wait while one pod stops and starts again, usually 5 to 30 s, and sessions on the"
          + " primary end";
  static final String RESTART =
      "writes wait while its server restarts where it is, usually 1 to 2 s and as long as its last"
          + " checkpoint takes, and sessions on the primary end";
  private static final String ROLLED =
      "a new router is ready before an old one goes; sessions through that one end";
  private static final String STANDBYS =
      "standbys are restarted one after the other; sessions on them end";
  private static final String TEMPLATE = "spec.template.";

  private final ObjectNames names;

  Costs(ObjectNames names) {
    this.names = names;
  }

  /** An impact, and why it is that. */
  record Cost(Impact impact, String reason) {
    static final Cost IN_PLACE = new Cost(Impact.IN_PLACE, "");
  }

  Cost of(Kind kind, String name, List<FieldChange> fields) {
    if (kind.equals(Kind.STATEFUL_SET)) {
      return statefulSet(name, fields);
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

  private Cost statefulSet(String name, List<FieldChange> fields) {
    if (isTemplate(fields)) {
      return name.equals(names.primary())
          ? new Cost(Impact.PRIMARY_RESTART, InPlace.isPossible(fields, true) ? RESTART : DOWNTIME)
          : new Cost(Impact.STANDBY_RESTART, STANDBYS);
    }
    return fields.stream()
        .filter(f -> f.path().equals("spec.replicas"))
        .findFirst()
        .map(replicas -> scaled(name, replicas))
        .orElse(Cost.IN_PLACE);
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
