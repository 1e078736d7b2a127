package io.pgcluster.kubernetes;

import io.pgcluster.PgClusterException;
import io.pgcluster.Violation;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The names of a cluster's instances.
 *
 * @param cluster its name
 * @param primary of the primary
 * @param standbys of the standbys that are described
 */
record InstanceNames(String cluster, String primary, List<String> standbys) {
  static InstanceNames of(PgCluster cluster) {
    ObjectNames names = new ObjectNames(cluster.name());
    return new InstanceNames(
        cluster.name(),
        names.primaryPod(),
        IntStream.range(0, cluster.standbys().count()).mapToObj(names::replicaPod).toList());
  }

  void refuseUnknown(String instance) {
    if (!instance.equals(primary) && !standbys.contains(instance)) {
      throw new PgClusterException(
          "cluster %s: has no instance %s; its instances are %s"
              .formatted(
                  cluster,
                  Violation.shown(instance),
                  Stream.concat(Stream.of(primary), standbys.stream()).toList()));
    }
  }

  void refuseAllButStandbys(String instance) {
    refuseUnknown(instance);
    if (instance.equals(primary)) {
      throw new PgClusterException(
          "cluster %s: %s is the primary, which follows nobody; its standbys are %s"
              .formatted(cluster, instance, standbys));
    }
  }
}
