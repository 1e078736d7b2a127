package io.pgcluster.examples;

import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.yaml.PgClusterYaml;
import java.time.Duration;

/**
 * The cluster of a 2018 article and its Helm chart: a primary on an Alibaba Cloud disk that exists,
 * two standbys, pgpool on a port of every node. Beside each line stands what it was in the chart's
 * values. What is left out is the library's default, and was a file of the chart: postgresql.conf,
 * pg_hba.conf, pgpool.conf, pool_hba.conf and pool_passwd are made from the description.
 *
 * <pre>
 * name                              part of every object's name, so that two clusters can share a namespace
 * PG_PASSWORD, PG_…_PASSWORD        left out: generated on the first apply, kept in a Secret
 * image.*                           left out: postgres:17 and pgpool/pgpool:4.6
 * replica.pvc.storageClassName      as it was; of what is sold today, alicloud-disk-topology-alltype is advised
 * pvc.mode                          gone: a disk belongs to one instance
 * persistentVolumeReclaimPolicy     gone: a disk given by its id is always kept
 * pool_passwd                       gone: has every role, and follows the passwords
 * </pre>
 *
 * @since 0.1
 */
public final class ArticleCluster {
  private ArticleCluster() {}

  /**
   * Applies it, waits until it works, proves that, and leaves it.
   *
   * @param args the disk's id, its zone, and the namespace, which has to exist
   */
  public static void main(String... args) {
    var progress = ConsoleProgress.create();
    var form = PgClusterYaml.with(AliyunDisk.STATIC); // in which the description is kept
    try (var clusters = KubernetesPgClusters.connect().inNamespace(args[2]).reading(form);
        var pgsql = clusters.apply(on(args[0], args[1]), progress)) {
      pgsql.await(Duration.ofMinutes(10), progress);
      System.out.println(pgsql.verify().render());
    }
  }

  static PgCluster on(String diskId, String zone) {
    // tag::article
    return PgClusterBuilder.named("pgsql")
        .primary(
            p ->
                p.storage(AliyunDisk.volume(diskId).withSize("20Gi").withZone(zone)) // volumeId
                    .resources(r -> r.request("cpu", "1").request("memory", "2Gi")))
        .standbys(
            s ->
                s.count(2) // the chart had one
                    .storage(PvcStorage.size("20Gi").withStorageClass("alicloud-disk-ssd"))
                    .resources(r -> r.request("cpu", "1").request("memory", "2Gi")))
        .router(r -> r.service(s -> s.nodePort(30435))) // pgpool.serviceType and nodePort
        .superuser(Role.named("postgres")) // PG_ROOT_PASSWORD
        .replicationUser(Role.named("primaryuser")) // PG_PRIMARY_USER
        .role("testuser") // PG_USER
        .database("userdb", "testuser") // PG_DATABASE
        .build();
    // end::article
  }
}
