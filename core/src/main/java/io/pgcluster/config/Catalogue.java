package io.pgcluster.config;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.config.ParameterTable.Range;
import io.pgcluster.internal.NearestKey;
import java.util.Map;
import java.util.Optional;

/** The parameters of one version of a program, and why a name is none of them. */
final class Catalogue {
  /**
   * A parameter that got another name.
   *
   * @param name the new one
   * @param since the first version with it, which may be older than all that are known here
   */
  record Renamed(String name, String since) {}

  private final String program;
  private final String version;
  private final ParameterTable table;
  private final Map<String, Renamed> renamed;
  private final Map<String, Parameter> parameters;

  Catalogue(String program, String version, ParameterTable table, Map<String, Renamed> renamed) {
    if (!table.versions().contains(version)) {
      throw new PgClusterException(
          "%s %s has no catalogue of parameters; take one of %s"
              .formatted(program, Violation.shown(version), table.versions()));
    }
    this.program = program;
    this.version = version;
    this.table = table;
    this.renamed = renamed;
    this.parameters = table.of(version);
  }

  /** A parameter of this version that has not got another name in it. */
  Optional<Parameter> find(String name) {
    return newName(name).isPresent() ? Optional.empty() : Optional.ofNullable(parameters.get(name));
  }

  /** All, also those with another name. */
  Map<String, Parameter> parameters() {
    return parameters;
  }

  private Optional<Renamed> newName(String name) {
    return Optional.ofNullable(renamed.get(name)).filter(r -> number(r) <= number(version));
  }

  /** Why a name that {@link #find} does not find is none, and what to do. */
  String whyUnknown(String name) {
    Optional<Renamed> newName = newName(name);
    if (newName.isPresent()) {
      Renamed now = newName.get();
      return "is called %s since %s %s; use that".formatted(now.name(), program, now.since());
    }
    Range known = table.known(name);
    if (known.first() > number(version)) {
      return "exists from %s %s on; %s"
          .formatted(program, table.versions().get(known.first()), insteadOfNewer(name));
    }
    if (known.last() >= 0 && known.last() < number(version)) {
      return "was removed in %s %s; leave it out"
          .formatted(program, table.versions().get(known.last() + 1));
    }
    return otherwiseSpelled(name)
        .map(right -> "is spelled " + right)
        .orElseGet(() -> "is not known to %s %s%s".formatted(program, version, nearest(name)));
  }

  private String insteadOfNewer(String name) {
    return renamed.entrySet().stream()
        .filter(r -> r.getValue().name().equals(name) && parameters.containsKey(r.getKey()))
        .map(r -> "%s calls it %s".formatted(version, r.getKey()))
        .sorted()
        .findFirst()
        .orElse("leave it out, or take a newer version");
  }

  private Optional<String> otherwiseSpelled(String name) {
    return parameters.keySet().stream().filter(name::equalsIgnoreCase).findFirst();
  }

  private String nearest(String name) {
    return NearestKey.of(name, parameters.keySet())
        .map(near -> "; is %s meant?".formatted(near))
        .orElse("; leave it out");
  }

  /** The place of the version in which a name came, before all others if it is older than they. */
  private int number(Renamed rename) {
    return table.versions().indexOf(rename.since());
  }

  private int number(String of) {
    return table.versions().indexOf(of);
  }
}
