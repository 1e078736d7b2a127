package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.pgcluster.examples.ArticleCluster;
import io.pgcluster.examples.FromYaml;
import io.pgcluster.examples.ManifestsOnly;
import io.pgcluster.examples.QuickStart;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus.Phase;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.RunningPgCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example as its user would run it: a program of its own, that finds Kubernetes by itself.
 */
class ExamplesE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("examples");

  private static final String ZONE = "topology.diskplugin.csi.alibabacloud.com/zone";
  private static final int PORT = 30435;
  private static final Path ADMIN = Path.of(String.valueOf(System.getenv("KUBECONFIG")));

  @TempDir static Path folder;
  private static KubernetesPgClusters clusters;
  private static Path user;

  @BeforeAll
  static void userWithTheDocumentedRole() throws Exception {
    clusters = NAMESPACE.clusters();
    user = NAMESPACE.kubeconfig(folder);
  }

  @BeforeEach
  @AfterEach
  void leaveNothingToTheNext() {
    for (String name : List.of("orders", "pgsql")) {
      clusters.find(name).ifPresent(cluster -> cluster.delete(DeletePolicy.DELETE_VOLUMES));
    }
  }

  @Test
  void quick_start_proves_a_cluster_and_leaves_nothing() throws Exception {
    String printed = Command.example(user, QuickStart.class, NAMESPACE.name());

    assertThat(printed)
        .contains("Cluster orders: proven, all 9 checks passed")
        .containsPattern("(?m)^10[.0-9]+ answered: PostgreSQL 17");
    assertThat(clusters.list()).isEmpty();
    assertThat(NAMESPACE.admin().pods().inNamespace(NAMESPACE.name()).list().getItems()).isEmpty();
  }

  @Test
  void from_yaml_makes_what_the_file_says_and_can_be_run_again() throws Exception {
    Command.example(user, FromYaml.class, "examples/orders.yaml", NAMESPACE.name());
    try (RunningPgCluster orders = clusters.find("orders").orElseThrow()) {
      assertThat(orders.status().phase()).isEqualTo(Phase.READY);
      assertThat(orders.spec().standbys().count()).isEqualTo(2);
      Proof.assertProven(orders);
    }

    String again = Command.example(user, FromYaml.class, "examples/orders.yaml", NAMESPACE.name());

    assertThat(again).contains("StatefulSet orders-primary: unchanged").doesNotContain(": applied");
  }

  @Test
  void manifests_only_are_taken_by_kubectl() throws Exception {
    String yaml = Command.example(user, ManifestsOnly.class, NAMESPACE.name());
    Path file = Files.writeString(folder.resolve("orders.yaml"), yaml);

    String printed =
        Setting.KUBECTL.run("apply", "--server-side", "--dry-run=server", "-f", file.toString());

    assertThat(printed).contains("statefulset.apps/orders-replica serverside-applied");
  }

  @Test
  void the_articles_cluster_comes_up_on_its_disk() throws Exception {
    String disk = disk("examples");
    awaitFreePort();

    String printed = Command.example(ADMIN, ArticleCluster.class, disk, zone(), NAMESPACE.name());

    assertThat(printed).contains("Cluster pgsql: proven, all 9 checks passed");
    assertThat(
            NAMESPACE
                .admin()
                .services()
                .inNamespace(NAMESPACE.name())
                .withName("pgsql-router")
                .get()
                .getSpec()
                .getPorts()
                .get(0)
                .getNodePort())
        .isEqualTo(PORT);
  }

  @Test
  void in_jshell_it_takes_one_expression() throws Exception {
    awaitFreePort();
    String article =
        "up(article(\"%s\", \"%s\"), \"%s\")".formatted(disk("jshell"), zone(), NAMESPACE.name());
    try (Command jshell =
        Command.start(
            ADMIN,
            List.of("var pgsql = " + article, "proof(pgsql)"),
            "examples/jshell/run",
            "-J-Djava.util.prefs.userRoot=" + folder)) {
      assertThat(jshell.succeed())
          .containsPattern("pgsql ==> pgsql\\n└─ pgsql-primary-0 +primary  writes")
          .contains("Cluster pgsql: proven, all 9 checks passed");
    }
    try (RunningPgCluster pgsql = clusters.find("pgsql").orElseThrow()) {
      assertThat(pgsql.status().phase()).isEqualTo(Phase.READY);
    }
  }

  /** The port of the article's router is one for all namespaces, and those of others go slowly. */
  private static void awaitFreePort() throws Exception {
    Wait.until(
        "no Service has the port " + PORT,
        Duration.ofMinutes(2),
        () ->
            NAMESPACE.admin().services().inAnyNamespace().list().getItems().stream()
                .flatMap(service -> service.getSpec().getPorts().stream())
                .noneMatch(port -> Integer.valueOf(PORT).equals(port.getNodePort())));
  }

  private static String disk(String purpose) throws Exception {
    String id = "d-" + purpose + Long.toString(System.nanoTime(), 36);
    Setting.CREATE_DISK.run(id, "20Gi");
    return id;
  }

  private static String zone() {
    return NAMESPACE.admin().nodes().withLabel(ZONE).list().getItems().stream()
        .map((Node node) -> node.getMetadata().getLabels().get(ZONE))
        .findFirst()
        .orElseThrow();
  }
}
