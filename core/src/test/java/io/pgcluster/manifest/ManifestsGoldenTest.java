package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Golden;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.yaml.Clusters;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ManifestsGoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/io/pgcluster/manifest");

  private static void assertGolden(String name, PgCluster cluster) {
    Golden.assertEqual(
        FOLDER.resolve(name + ".expected.yaml"),
        Manifests.of(cluster, "db", FixedSecrets.of(cluster)).toYaml());
  }

  @Test
  void three_lines() {
    assertGolden("defaults", PgClusterBuilder.named("orders").build());
  }

  /** The article's, its disk as any driver's: aliyun-disk is another module. */
  @Test
  void the_cluster_of_the_article() {
    assertGolden(
        "article",
        PgClusterBuilder.named("orders")
            .primary(
                p ->
                    p.storage(
                        CsiVolume.of("disk.example.com", "20Gi", CsiDisk.of("d-1", "cn-hangzhou-b"))
                            .withZoneKey("disk.example.com/zone")))
            .standbys(2)
            .router(r -> r.service(s -> s.type(ServiceSettings.Type.NODE_PORT).nodePort(30435)))
            .withoutRoles()
            .withoutDatabases()
            .role("primaryuser")
            .role("testuser")
            .database("userdb", "testuser")
            .setupSql("CREATE TABLE IF NOT EXISTS greetings (text text);\n")
            .build());
  }

  @Test
  void everything_set() {
    assertGolden("full", Clusters.full());
  }

  @Test
  void no_router() {
    assertGolden("no-router", PgClusterBuilder.named("orders").withoutRouter().build());
  }

  @Test
  void no_standbys() {
    assertGolden("no-standbys", PgClusterBuilder.named("orders").standbys(0).build());
  }

  @Test
  void md5_with_an_old_pgpool() {
    assertGolden(
        "md5",
        PgClusterBuilder.named("orders")
            .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
            .router(r -> r.version("3.7").image("example.com/pgpool:3.7"))
            .build());
  }

  @Test
  void same_input_same_bytes() {
    PgCluster cluster = PgClusterBuilder.named("orders").standbys(2).build();

    assertThat(Manifests.of(cluster, "db", FixedSecrets.of(cluster)).toYaml())
        .isEqualTo(Manifests.of(cluster, "db", FixedSecrets.of(cluster)).toYaml());
  }
}
