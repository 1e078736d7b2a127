package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgcluster.image.ImageContract;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Other images of the router, and clusters without one or with nothing to spread reads over. */
class RouterVariantsE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("router");

  private static KubernetesPgClusters clusters;

  @BeforeAll
  static void connect() {
    clusters = NAMESPACE.clusters();
  }

  @Test
  void the_pgpool_of_debian() {
    String image = Setting.DEBIAN_PGPOOL_IMAGE.value();
    assertWorks(Specs.small("debian").router(r -> r.image(image, ImageContract.OFFICIAL_PGPOOL)));
  }

  @Test
  void no_standby_behind_the_router() {
    assertWorks(Specs.small("alone").standbys(0));
  }

  @Test
  void no_router() {
    try (RunningPgCluster cluster = assertWorks(Specs.small("direct").withoutRouter())) {
      assertThatThrownBy(() -> cluster.connection(Route.ROUTED, "app"))
          .hasMessageContaining("it has no router");
    }
  }

  private static RunningPgCluster assertWorks(PgClusterBuilder description) {
    RunningPgCluster cluster = clusters.apply(description.build()).await(Duration.ofMinutes(2));
    Proof.assertProven(cluster);
    return cluster;
  }
}
