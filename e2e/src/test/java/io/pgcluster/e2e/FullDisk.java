package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.Objects;

/** The disk of an instance, full: by a pod beside it, as none can run on it then. */
final class FullDisk {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String BESIDE = "beside";

  private final TestNamespace namespace;

  private FullDisk(TestNamespace namespace) {
    this.namespace = namespace;
  }

  static FullDisk of(TestNamespace namespace, String instance) throws Exception {
    FullDisk disk = new FullDisk(namespace);
    Pod found =
        Objects.requireNonNull(
            namespace.admin().pods().inNamespace(namespace.name()).withName(instance).get());
    Pod beside =
        new PodBuilder()
            .withNewMetadata()
            .withName(BESIDE)
            .endMetadata()
            .withNewSpec()
            .withNodeName(found.getSpec().getNodeName())
            .withSecurityContext(found.getSpec().getSecurityContext())
            .addNewContainer()
            .withName(BESIDE)
            .withImage(found.getSpec().getContainers().get(0).getImage())
            .withCommand("sleep", "3600")
            .withSecurityContext(found.getSpec().getContainers().get(0).getSecurityContext())
            .addNewVolumeMount()
            .withName("data")
            .withMountPath("/data")
            .endVolumeMount()
            .endContainer()
            .addNewVolume()
            .withName("data")
            .withNewPersistentVolumeClaim("data-" + instance, false)
            .endVolume()
            .endSpec()
            .build();
    var unused = namespace.admin().resource(beside).inNamespace(namespace.name()).create();
    Wait.until(
        "the pod beside runs",
        PATIENCE,
        () -> namespace.pods().find(BESIDE).filter(disk::runs).isPresent());
    String full =
        namespace.pods().shell(BESIDE, "dd if=/dev/zero of=/data/fill bs=1M 2>&1 || true");
    if (!full.contains("No space left")) {
      throw new AssertionError(full);
    }
    return disk;
  }

  private boolean runs(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }

  void free() throws Exception {
    var unused = namespace.pods().shell(BESIDE, "rm -f /data/fill");
  }

  void end() throws Exception {
    free();
    var unused =
        namespace
            .admin()
            .pods()
            .inNamespace(namespace.name())
            .withName(BESIDE)
            .withGracePeriod(0)
            .delete();
    Wait.until("the pod beside is gone", PATIENCE, () -> namespace.pods().find(BESIDE).isEmpty());
  }
}
