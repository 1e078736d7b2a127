package io.pgcluster.aliyun;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Golden;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.StorageProvider;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The volumes, claims and classes of whole clusters, as they are written. */
class AliyunManifestsTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/pgcluster/aliyun");
  private static final List<String> KINDS =
      List.of("PersistentVolume", "PersistentVolumeClaim", "StorageClass");
  private static final AliyunDisk DISK =
      AliyunDisk.volume("d-bp1j17ifxfasvts3tf40")
          .withSize("20Gi")
          .withZone("cn-hangzhou-b")
          .withCategory(DiskCategory.CLOUD_ESSD);

  private static List<Manifest> stored(StorageProvider primary, StorageProvider standbys) {
    PgCluster cluster =
        PgClusterBuilder.named("pg-demo")
            .primary(p -> p.storage(primary))
            .standbys(s -> s.count(2).storage(standbys))
            .build();
    return Manifests.of(
            cluster,
            "db",
            ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong()))
        .stream()
        .filter(m -> KINDS.contains(m.kind()))
        .toList();
  }

  private static void assertGolden(String name, List<Manifest> manifests) {
    Golden.assertEqual(
        FOLDER.resolve(name + ".expected.yaml"),
        manifests.stream().map(m -> "---\n" + m.toYaml()).collect(Collectors.joining()));
  }

  private static AliyunDynamicDisk dynamic() {
    return AliyunDisk.dynamic("40Gi", DiskCategory.CLOUD_AUTO, DiskCategory.CLOUD_ESSD);
  }

  @Test
  void a_disk_by_its_id_for_the_primary_and_disks_on_demand_for_the_standbys() {
    assertGolden("static", stored(DISK.withBindingKey("pg-demo-static"), dynamic()));
  }

  @Test
  void the_flex_volume_of_2018() {
    assertGolden("flex", stored(DISK.withLegacyFlexVolume(), dynamic()));
  }

  @Test
  void none_of_them_goes_with_the_cluster() {
    assertThat(stored(DISK, dynamic())).hasSize(3).noneMatch(Manifest::isOwned);
  }

  @Test
  void a_class_of_both_groups_is_written_once() {
    assertThat(stored(dynamic(), dynamic()))
        .extracting(Manifest::kind)
        .containsExactly("StorageClass");
  }
}
