package io.pgcluster.benchmarks;

import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageProvider;

/** The cluster that is measured: that of a 2018 article, with its disk, users and node port. */
final class Article {
  static final String NAME = "pgsql";

  private Article() {}

  /** As in the article: the primary on a disk that exists. */
  static PgCluster cluster() {
    return cluster(
        AliyunDisk.volume("d-bp1j17ifxfasvts3tf40").withSize("20Gi").withZone("cn-hangzhou-b"),
        30435);
  }

  /** On a Kubernetes that has no such disk. */
  static PgCluster onAnyKubernetes(int nodePort) {
    return cluster(PvcStorage.size("20Gi"), nodePort);
  }

  private static PgCluster cluster(StorageProvider primary, int nodePort) {
    return PgClusterBuilder.named(NAME)
        .primary(p -> p.storage(primary))
        .standbys(s -> s.count(2).storage(PvcStorage.size("20Gi")))
        .router(r -> r.service(s -> s.nodePort(nodePort)))
        .superuser(Role.named("postgres"))
        .replicationUser(Role.named("primaryuser"))
        .role("testuser")
        .database("userdb", "testuser")
        .build();
  }
}
