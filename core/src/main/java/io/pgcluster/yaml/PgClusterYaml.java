package io.pgcluster.yaml;

import io.pgcluster.InvalidSpecException;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.EphemeralStorage;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The YAML form of a description. Whatever is left out has the builder's default; what is written
 * back has every value, in a fixed order, so that it means the same to a later version.
 *
 * <p>Passwords, {@code router.poolPasswd} and {@code access.setupSql} are read but never written: a
 * comment at the top of the written form names what it lacks.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class PgClusterYaml {
  private static final List<StorageKind> OWN =
      List.of(
          StorageKind.of(PvcStorage.size("10Gi")),
          StorageKind.of(CsiVolume.of("", ""), "driver", "disks", "size"),
          StorageKind.of(EphemeralStorage.onDisk()));
  private static final PgClusterYaml STANDARD = new PgClusterYaml(OWN);

  /** Stands in for a missing name, which is reported, so that the rest can be checked too. */
  private static final String NO_NAME = "unnamed";

  private final List<StorageKind> kinds;
  private final Section<PgClusterBuilder, PgCluster> table;

  private PgClusterYaml(List<StorageKind> kinds) {
    this.kinds = List.copyOf(kinds);
    this.table = ClusterTable.of(kinds);
  }

  /**
   * The form with the kinds of storage of this module.
   *
   * @return the same for all
   */
  public static PgClusterYaml standard() {
    return STANDARD;
  }

  /**
   * The form with further kinds of storage, such as those of other modules.
   *
   * @param kinds which the key {@code type} can name besides the standard ones
   * @return a form
   * @throws IllegalArgumentException if two kinds have one type
   */
  public static PgClusterYaml with(StorageKind... kinds) {
    List<StorageKind> all = new ArrayList<>(OWN);
    for (StorageKind kind : kinds) {
      if (all.stream().anyMatch(known -> known.type().equals(kind.type()))) {
        throw new IllegalArgumentException(
            "storage kind %s: is registered twice".formatted(kind.type()));
      }
      all.add(kind);
    }
    return new PgClusterYaml(all);
  }

  /**
   * Reads a description.
   *
   * @param text one YAML document
   * @return the description, complete and checked
   * @throws InvalidSpecException naming everything that is wrong, by path and line: malformed YAML,
   *     unknown keys with the nearest known one, wrong types, duplicates, and what the builder
   *     refuses
   */
  public PgCluster read(String text) {
    Report report = new Report();
    Optional<PgCluster> cluster =
        DocumentParser.parse(text, report).flatMap(root -> read(root, report));
    return cluster
        .filter(c -> report.isEmpty())
        .orElseThrow(() -> new InvalidSpecException("PgCluster in YAML", report.violations()));
  }

  private Optional<PgCluster> read(Node root, Report report) {
    if (!(root instanceof Node.Keys keys)) {
      return Shape.wrong(root, report, "a map with the key name");
    }
    Node name = keys.values().get("name");
    if (name == null) {
      report.add("name", keys.place().line(), "is missing; give it");
    }
    String given =
        name instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.TEXT
            ? scalar.text()
            : NO_NAME;
    PgClusterBuilder builder = PgClusterBuilder.named(given);
    table.read(root, builder, report);
    try {
      return Optional.of(builder.build());
    } catch (InvalidSpecException e) {
      report.addAll(e.violations());
      return Optional.empty();
    }
  }

  /**
   * Writes a description.
   *
   * @param cluster any description whose storage is of a registered kind
   * @return YAML without secrets; the same bytes for equal descriptions
   * @throws io.pgcluster.PgClusterException if the kind of its storage is not registered
   */
  public String write(PgCluster cluster) {
    String document = YamlText.of(table.write(cluster));
    List<String> secrets = Secrets.of(cluster);
    return secrets.isEmpty()
        ? document
        : "# not written, because secret: " + String.join(", ", secrets) + "\n" + document;
  }

  /**
   * A description as {@link #write} writes it, before it becomes text; to compare descriptions.
   *
   * @param cluster any description whose storage is of a registered kind
   * @return maps, lists and scalars, without secrets
   * @throws io.pgcluster.PgClusterException if the kind of its storage is not registered
   */
  public Map<String, Object> tree(PgCluster cluster) {
    return table.write(cluster);
  }

  /**
   * The JSON Schema (draft 2020-12) of what {@link #read(String)} takes, as far as a schema can say
   * it.
   *
   * @return JSON, always the same bytes for the same kinds of storage
   */
  public String schema() {
    return PgClusterSchema.render(table, ClusterTable.definitions(kinds));
  }
}
