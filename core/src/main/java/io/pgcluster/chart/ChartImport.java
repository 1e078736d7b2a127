package io.pgcluster.chart;

import io.pgcluster.internal.TextResource;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Makes a description of the Helm chart of 2018 ({@code pgsql-primary-replica}): its values and its
 * files, with a report of every defect and how it is put right. Immutable.
 *
 * <pre>{@code
 * ImportReport report =
 *     ChartImport.of((id, size, zone) -> AliyunDisk.volume(id).withSize(size).withZone(zone))
 *         .values(Files.readString(values))
 *         .set("primary.pv.volumeId", "d-bp1j17ifxfasvts3tf40")
 *         .inZone("cn-hangzhou-b")
 *         .read();
 * }</pre>
 *
 * @since 0.1
 */
public final class ChartImport {
  /** The chart's zone, which it has for everybody. */
  private static final String ZONE_OF_CHART = "cn-hangzhou-b";

  private final ChartDisk disk;
  private final ChartValues values;
  private final Map<String, String> files;
  private final Optional<String> zone;
  private final int standbys;

  private ChartImport(
      ChartDisk disk,
      ChartValues values,
      Map<String, String> files,
      Optional<String> zone,
      int standbys) {
    this.standbys = standbys;
    this.disk = disk;
    this.values = values;
    this.files = files;
    this.zone = zone;
  }

  /**
   * An import of the chart as it came.
   *
   * @param disk makes the primary's storage of the volume id
   * @return without a volume id, which has to be given
   */
  public static ChartImport of(ChartDisk disk) {
    return new ChartImport(disk, ChartValues.none(), Map.of(), Optional.empty(), 1);
  }

  /**
   * With the values of a file, as {@code helm -f} takes it: over those that are there.
   *
   * @param yaml a whole values.yaml or a part of it
   * @return the changed copy
   * @throws io.pgcluster.PgClusterException if it is not YAML, or no map
   */
  public ChartImport values(String yaml) {
    return new ChartImport(disk, values.with(yaml), files, zone, standbys);
  }

  /**
   * With one value, as {@code helm --set} takes it.
   *
   * @param path its keys with dots between, such as {@code primary.pv.volumeId}
   * @param value the value
   * @return the changed copy
   */
  public ChartImport set(String path, String value) {
    return new ChartImport(disk, values.with(path, value), files, zone, standbys);
  }

  /**
   * With a file of the chart's folders {@code primary-configs} and {@code pool-configs}.
   *
   * @param path such as {@code primary-configs/postgresql.conf}; the folder may be missing
   * @param text all of it
   * @return the changed copy
   */
  public ChartImport file(String path, String text) {
    Map<String, String> all = new TreeMap<>(files);
    all.put(ChartFiles.known(path), text);
    return new ChartImport(disk, values, all, zone, standbys);
  }

  /**
   * With the zone of the disk, which the chart did not ask for.
   *
   * @param name such as {@code cn-hangzhou-b}
   * @return the changed copy
   */
  public ChartImport inZone(String name) {
    return new ChartImport(disk, values, files, Optional.of(name), standbys);
  }

  /**
   * With another number of standbys than the chart's one.
   *
   * @param count how many
   * @return the changed copy
   */
  public ChartImport standbys(int count) {
    return new ChartImport(disk, values, files, zone, count);
  }

  /**
   * Reads it.
   *
   * @return the description, if nothing is missing, and what was found
   */
  public ImportReport read() {
    Findings findings = new Findings();
    fixedDefects(findings);
    values.unknown(findings);
    if (zone.isEmpty()) {
      findings.decide(
          "templates/primary-pvc.yaml",
          "the zone is %s, whatever the disk's is".formatted(ZONE_OF_CHART),
          "taken over; give the disk's own by inZone");
    }
    Draft draft = new Draft(findings);
    ChartAccess access = new ChartAccess(values, findings);
    ChartFiles chartFiles = new ChartFiles(values, files, draft, access, findings);
    chartFiles.read();
    ChartCluster cluster =
        new ChartCluster(values, disk, zone.orElse(ZONE_OF_CHART), standbys, access, findings);
    cluster.defects();
    Optional<PgCluster> built =
        values.find("primary.pv.volumeId").isEmpty()
            ? Optional.empty()
            : draft.build(cluster::builder);
    return new ImportReport(values.text("name"), built, findings.sorted());
  }

  private static void fixedDefects(Findings findings) {
    List<String> rows = TextResource.read(ChartImport.class, "defects.txt").lines().toList();
    for (String row : rows.subList(1, rows.size())) {
      String[] fields = row.split(" \\| ", 3);
      findings.defect(fields[0], fields[1], fields[2]);
    }
  }

  /** Without values and files, which hold passwords. */
  @Override
  public String toString() {
    return "ChartImport[%s, files %s]".formatted(values, files.keySet());
  }
}
