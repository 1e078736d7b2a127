package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.chart.ImportReport;
import io.pgcluster.chart.LiveChart;
import io.pgcluster.chart.MovePlan;
import io.pgcluster.chart.MoveStep;
import io.pgcluster.image.ImageContract;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.storage.PvcStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chart of 2018 as it runs, with servers under the contract of Crunchy's image: read from the
 * API, imported, and moved by the very commands of the plan. The disk and the rows stay.
 */
class ChartMoveE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("chart");

  private static final String USER = "mover";
  private static final String PRIMARY = "pgsql-primary-0";
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private final String image = Setting.CRUNCHY_IMAGE.value();

  @Test
  @Timeout(900)
  void moves_on_its_disk() throws Exception {
    Disk disk = Disk.create(NAMESPACE);
    install(disk);
    shell(
        "kubectl -n %s exec deployment/primary -- psql -h /tmp -U testuser -d userdb -c \"%s\""
            .formatted(
                NAMESPACE.name(),
                "CREATE TABLE testuser.orders AS SELECT n FROM generate_series(1, 1000) n"));
    KubernetesPgClusters clusters = user();

    LiveChart live = clusters.findChart();
    ImportReport report =
        live.importWith((id, size, zone) -> AliyunDisk.volume(id).withSize(size).withZone(zone))
            .read();
    PgCluster cluster =
        report.cluster().toBuilder()
            .postgres(p -> p.image(image, ImageContract.crunchyPostgres(17)))
            .standbys(s -> s.storage(PvcStorage.size("1Gi")))
            .build();
    assertThat(cluster.primary().storage()).isEqualTo(disk.storage());
    MovePlan plan = MovePlan.of(live, cluster);
    System.out.println(plan.render());
    for (MoveStep step : plan.steps()) {
      carryOut(step, clusters, cluster);
    }

    try (RunningPgCluster moved = clusters.find("pgsql").orElseThrow()) {
      Proof.assertProven(moved);
      ConnectionInfo routed = moved.connection(Route.ROUTED, "testuser");
      assertThat(routed.password().reveal()).isEqualTo("user secret");
      assertThat(Sql.value(routed, "SELECT count(*) FROM testuser.orders")).isEqualTo("1000");
      assertThat(clusters.plan(cluster).render()).contains("nothing to change");
    }
    PersistentVolume volume = NAMESPACE.admin().persistentVolumes().withName(disk.id()).get();
    assertThat(volume.getSpec().getCsi().getVolumeHandle()).isEqualTo(disk.id());
    assertThat(volume.getSpec().getClaimRef().getName()).isEqualTo("data-" + PRIMARY);
    assertThat(shell("kubectl -n %s get service pgpool -o yaml".formatted(NAMESPACE.name())))
        .contains("externalName: pgsql-router.%s.svc.cluster.local".formatted(NAMESPACE.name()));
    assertThat(shell("kubectl -n %s exec %s -- id -u".formatted(NAMESPACE.name(), PRIMARY)).strip())
        .isEqualTo("26");
  }

  private KubernetesPgClusters user() {
    var client = NAMESPACE.userWith(USER, KubernetesPgClusters.requiredRole());
    NAMESPACE.allow(
        USER,
        new PolicyRuleBuilder()
            .withApiGroups("")
            .withResources("persistentvolumes")
            .withVerbs("get", "create", "patch", "delete")
            .build());
    return TestNamespace.clusters(client);
  }

  private void carryOut(MoveStep step, KubernetesPgClusters clusters, PgCluster cluster)
      throws Exception {
    if (step.commands().stream().noneMatch(c -> c.startsWith("#"))) {
      shell(String.join("\n", step.commands()));
    } else if (step.title().startsWith("Apply")) {
      clusters.apply(cluster).await(PATIENCE).close();
    } else {
      try (RunningPgCluster running = clusters.find(cluster.name()).orElseThrow()) {
        Proof.assertProven(running);
      }
    }
  }

  private String shell(String script) throws Exception {
    String kubectl = "kubectl() { %s \"$@\"; }\n".formatted(Setting.KUBECTL.value());
    Process process =
        new ProcessBuilder(
                "bash",
                "-c",
                "set -e\n" + (Setting.KUBECTL.value().equals("kubectl") ? "" : kubectl) + script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(script + " failed: " + output);
    }
    return output;
  }

  /** The chart's objects on a disk of this Kubernetes. Its pods are not restricted ones. */
  private void install(Disk disk) throws Exception {
    NAMESPACE
        .admin()
        .namespaces()
        .withName(NAMESPACE.name())
        .edit(
            n -> {
              n.getMetadata().getLabels().put("pod-security.kubernetes.io/enforce", "privileged");
              return n;
            });
    List<HasMetadata> objects;
    try (InputStream chart =
        Objects.requireNonNull(LiveChart.class.getResourceAsStream("live.yaml"))) {
      objects = NAMESPACE.admin().load(chart).items();
    }
    for (HasMetadata object : objects) {
      adapt(object, disk);
      if (object instanceof PersistentVolume) {
        NAMESPACE.admin().resource(object).create();
      } else {
        NAMESPACE.admin().resource(object).inNamespace(NAMESPACE.name()).create();
      }
    }
    Wait.until(
        "the chart's servers are ready",
        PATIENCE,
        () -> {
          var apps = NAMESPACE.admin().apps();
          Integer primary =
              apps.deployments()
                  .inNamespace(NAMESPACE.name())
                  .withName("primary")
                  .get()
                  .getStatus()
                  .getReadyReplicas();
          Integer replica =
              apps.statefulSets()
                  .inNamespace(NAMESPACE.name())
                  .withName("replica")
                  .get()
                  .getStatus()
                  .getReadyReplicas();
          return primary != null && primary == 1 && replica != null && replica == 1;
        });
  }

  private void adapt(HasMetadata object, Disk disk) {
    if (object instanceof PersistentVolume volume) {
      PersistentVolume csi = disk.volume();
      volume.getMetadata().setName(disk.id());
      volume.getMetadata().setLabels(null);
      volume.getSpec().setFlexVolume(null);
      volume.getSpec().setCsi(csi.getSpec().getCsi());
      volume.getSpec().setNodeAffinity(csi.getSpec().getNodeAffinity());
    } else if (object instanceof io.fabric8.kubernetes.api.model.PersistentVolumeClaim claim) {
      claim.getSpec().setVolumeName(disk.id());
    } else if (object instanceof Deployment deployment) {
      adapt(deployment.getSpec().getTemplate());
    } else if (object instanceof StatefulSet set) {
      adapt(set.getSpec().getTemplate());
      set.getSpec().getVolumeClaimTemplates().get(0).getSpec().setStorageClassName(null);
    }
  }

  private void adapt(PodTemplateSpec template) {
    var container = template.getSpec().getContainers().get(0);
    container.setImage(image);
    if (container.getName().equals("pgpool")) {
      // What it does is not asked here, only that it is there.
      container.setCommand(List.of("sleep", "86400"));
      template.getSpec().setTerminationGracePeriodSeconds(1L);
    }
  }
}
