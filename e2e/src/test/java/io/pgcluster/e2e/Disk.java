package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import java.util.Optional;

/**
 * A cloud disk that somebody made at the console, in the zone of some node.
 *
 * @param id of the disk
 * @param zone where it is
 */
record Disk(TestNamespace namespace, String id, String zone) {
  private static final String ZONE = "topology.diskplugin.csi.alibabacloud.com/zone";
  private static final String SIZE = "20Gi";

  static Disk create(TestNamespace namespace) throws Exception {
    String id = "d-e2e" + Long.toString(System.nanoTime(), 36);
    Setting.CREATE_DISK.run(id, SIZE);
    return new Disk(namespace, id, zone(namespace));
  }

  private static String zone(TestNamespace namespace) {
    return namespace.admin().nodes().withLabel(ZONE).list().getItems().stream()
        .map(node -> node.getMetadata().getLabels().get(ZONE))
        .findFirst()
        .orElseThrow();
  }

  AliyunDisk storage() {
    return AliyunDisk.volume(id).withSize(SIZE).withZone(zone);
  }

  /** What an administrator does: creates the volume of the cluster's manifests. */
  void makeVolume(PgCluster cluster) {
    namespace.admin().resource(volume(cluster)).create();
  }

  /** A volume of it, as the library makes one. */
  PersistentVolume volume() {
    return volume(Specs.small("any").primary(p -> p.storage(storage())).build());
  }

  private PersistentVolume volume(PgCluster cluster) {
    ClusterSecrets unused =
        ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong());
    return (PersistentVolume)
        Manifests.of(cluster, namespace.name(), unused).stream()
            .filter(m -> m.kind().equals("PersistentVolume"))
            .findFirst()
            .orElseThrow()
            .object();
  }

  /** Such as {@code Bound}. */
  String volumePhase() {
    return namespace.admin().persistentVolumes().withName(id).get().getStatus().getPhase();
  }
}
