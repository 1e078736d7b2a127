package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that apply different descriptions of one cluster at the same moment. */
class ConcurrentE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("two");

  private static final PgCluster FEW = Specs.unscheduled("orders").standbys(0).build();
  private static final PgCluster MANY =
      Specs.unscheduled("orders")
          .standbys(3)
          .parameter("work_mem", "8MB")
          .router(r -> r.pods(2).parameter("num_init_children", "16"))
          .kubernetes(k -> k.label("of", "many"))
          .build();

  @BeforeAll
  static void make_a_user() {
    NAMESPACE.clusters();
  }

  @RepeatedTest(4)
  void do_not_interleave(@TempDir Path folder) throws Exception {
    Path kubeconfig = NAMESPACE.kubeconfig(folder);
    try (SdkProcess few = start(folder, kubeconfig, "few", FEW);
        SdkProcess many = start(folder, kubeconfig, "many", MANY)) {
      few.awaitReady();
      many.awaitReady();
      few.go();
      many.go();
      few.succeed();
      many.succeed();
    }

    PgCluster last =
        KubernetesPgClusters.using(NAMESPACE.admin())
            .inNamespace(NAMESPACE.name())
            .find("orders")
            .orElseThrow()
            .spec();
    assertThat(last.standbys().count()).isIn(0, 3);
    EndState.assertIs(last.standbys().count() == 0 ? FEW : MANY, NAMESPACE);
  }

  private static SdkProcess start(Path folder, Path kubeconfig, String name, PgCluster cluster)
      throws Exception {
    Path file =
        Files.writeString(folder.resolve(name + ".yaml"), TestNamespace.YAML.write(cluster));
    return SdkProcess.start(folder, kubeconfig, NAMESPACE.name(), "change", file.toString());
  }
}
