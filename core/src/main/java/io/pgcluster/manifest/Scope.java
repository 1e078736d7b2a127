package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.pgcluster.spec.PgCluster;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whose objects are made, and what all of them share.
 *
 * @param cluster the description
 * @param namespace where it is to run
 */
record Scope(PgCluster cluster, String namespace) {
  ObjectNames names() {
    return new ObjectNames(cluster.name());
  }

  /** The metadata of an object: the caller's labels and annotations under ours. */
  ObjectMeta meta(Component component, String name) {
    ObjectMeta meta = new ObjectMeta();
    meta.setName(name);
    meta.setNamespace(namespace);
    meta.setLabels(labels(component));
    meta.setAnnotations(cluster.kubernetes().annotations());
    return meta;
  }

  SortedMap<String, String> labels(Component component) {
    return merged(cluster.kubernetes().labels(), Labels.of(cluster.name(), component));
  }

  /** The later map wins. */
  static SortedMap<String, String> merged(Map<String, String> under, Map<String, String> over) {
    TreeMap<String, String> all = new TreeMap<>(under);
    all.putAll(over);
    return all;
  }

  /** The pods of the standbys, which are also the names of their own Services. */
  Stream<String> standbyNames() {
    return IntStream.range(0, cluster.standbys().count()).mapToObj(names()::replicaPod);
  }
}
