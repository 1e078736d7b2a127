package io.pgcluster.export;

import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.InstanceFiles;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Parameters as the library sets them, for the chart to start from. */
final class HelmFiles {
  private static final String STANDBY = "standby";

  private HelmFiles() {}

  /** Of postgresql.conf, without the fingerprint. */
  static Map<String, String> server(PgCluster plain) {
    return InstanceFiles.parameters(plain);
  }

  /**
   * What one standby adds to pgpool.conf and changes in it: keys end in the number 1, and values
   * name a host {@code standby}.
   */
  static SortedMap<String, Object> standbyBackend(PgCluster plain) {
    String primary = new ObjectNames(plain.name()).primary();
    Map<String, String> without =
        RouterFiles.parameters(HelmChart.withStandbys(plain, 0), primary, List.of());
    TreeMap<String, Object> more =
        new TreeMap<>(
            RouterFiles.parameters(HelmChart.withStandbys(plain, 1), primary, List.of(STANDBY)));
    more.entrySet().removeIf(entry -> entry.getValue().equals(without.get(entry.getKey())));
    return more;
  }
}
