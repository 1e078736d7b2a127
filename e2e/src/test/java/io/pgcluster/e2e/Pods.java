package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What an administrator sees of the pods of a namespace, and does to them. */
record Pods(KubernetesClient admin, String namespace) {
  private static final Duration REPLACED = Duration.ofMinutes(1);

  Optional<Pod> find(String name) {
    return Optional.ofNullable(admin.pods().inNamespace(namespace).withName(name).get());
  }

  Pod get(String name) {
    return find(name).orElseThrow(() -> new AssertionError("no pod " + name));
  }

  List<Pod> of(String cluster, Component component) {
    return admin
        .pods()
        .inNamespace(namespace)
        .withLabels(Labels.selector(cluster, component))
        .list()
        .getItems();
  }

  String address(String name) {
    return get(name).getStatus().getPodIP();
  }

  /** Runs a shell command in the pod's first container, and returns what it printed. */
  String shell(String pod, String command) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    try (ExecWatch running =
        admin
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .writingOutput(out)
            .writingError(error)
            .exec("sh", "-c", command)) {
      assertThat(running.exitCode().get(1, TimeUnit.MINUTES))
          .as("%s in %s: %s", command, pod, error)
          .isZero();
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  /** Takes a pod away without letting it say goodbye, and waits until there is another. */
  void kill(Pod pod) throws Exception {
    String name = pod.getMetadata().getName();
    admin.pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
    Wait.until("pod " + name + " is replaced or gone", REPLACED, () -> isAnother(pod, find(name)));
  }

  private static boolean isAnother(Pod before, Optional<Pod> now) {
    return now.map(p -> !p.getMetadata().getUid().equals(before.getMetadata().getUid()))
        .orElse(true);
  }

  /** How often the pod's containers were started again. */
  int restarts(String name) {
    return get(name).getStatus().getContainerStatuses().stream()
        .mapToInt(c -> c.getRestartCount())
        .sum();
  }
}
