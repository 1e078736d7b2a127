package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.Golden;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
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

  @Test
  void same_input_same_bytes() {
    PgCluster cluster = PgClusterBuilder.named("orders").standbys(2).build();

    assertThat(Manifests.of(cluster, "db", FixedSecrets.of(cluster)).toYaml())
        .isEqualTo(Manifests.of(cluster, "db", FixedSecrets.of(cluster)).toYaml());
  }
}
