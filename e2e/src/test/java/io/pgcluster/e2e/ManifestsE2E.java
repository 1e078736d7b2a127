package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.export.ClusterExport;
import io.pgcluster.kubernetes.ExportFolder;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The YAML of a cluster, for those who apply it by themselves. */
class ManifestsE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("manifests");

  @Test
  void apply_with_kubectl_without_a_warning_and_come_up(@TempDir Path folder) throws Exception {
    PgCluster cluster = Specs.small("orders").build();
    ClusterSecrets secrets =
        ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong());
    String yaml = Manifests.of(cluster, NAMESPACE.name(), secrets).toYaml();
    Path file = Files.writeString(folder.resolve("orders.yaml"), yaml);

    String printed =
        Setting.KUBECTL.run(
            "apply",
            "--server-side",
            "--validate=strict",
            "--warnings-as-errors",
            "-f",
            file.toString());

    assertThat(printed).contains("statefulset.apps/orders-primary serverside-applied");
    for (Component component : List.of(Component.PRIMARY, Component.REPLICA, Component.ROUTER)) {
      Wait.until(
          "the pod of the " + component.label() + " is ready",
          Duration.ofMinutes(2),
          () -> {
            List<Pod> pods = NAMESPACE.pods().of("orders", component);
            return pods.size() == 1 && isReady(pods.get(0));
          });
    }
  }

  @Test
  void a_kustomize_base_builds_to_the_same_objects(@TempDir Path folder) throws Exception {
    PgCluster cluster = Specs.small("orders").build();
    ClusterSecrets secrets =
        ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong());
    ClusterExport export = ClusterExport.of(cluster, NAMESPACE.name(), secrets);
    ExportFolder.write(folder, export.kustomize());

    String built = Setting.KUBECTL.run("kustomize", folder.toString());

    assertThat(objects(built)).isEqualTo(objects(String.join("---\n", export.yaml().values())));
  }

  /** By kind and name, in whatever order. */
  private static Map<String, Object> objects(String yaml) {
    Map<String, Object> objects = new TreeMap<>();
    for (String document : yaml.split("(?m)^---$")) {
      if (document.isBlank()) {
        continue;
      }
      GenericKubernetesResource object =
          Serialization.unmarshal(document, GenericKubernetesResource.class);
      objects.put(object.getKind() + " " + object.getMetadata().getName(), object);
    }
    return objects;
  }

  private static boolean isReady(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }
}
