package io.pgcluster.benchmarks;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What no cluster of a primary and a standby can do without, by hand and with nothing else: a pod
 * with a new data folder, and after it a pod with a clone of that.
 */
final class Parts {
  static final String BARE = "a bare pod of the image";
  static final String PRIMARY = "a pod with initdb and postgres";
  static final String STANDBY = "then a pod with pg_basebackup and postgres";

  private static final String DATA = "/var/lib/postgresql/data/pgdata";

  private final KubernetesClient client;
  private final String namespace;
  private final String image;

  Parts(BenchNamespace namespace, String image) {
    this.client = namespace.admin();
    this.namespace = namespace.name();
    this.image = image;
  }

  void measure(Samples samples) {
    samples.add(BARE, ready("bare", "exec sleep 600", "true", false));
    // Not synced, as trust is: what is measured is the least that can be done.
    samples.add(
        PRIMARY,
        ready(
            "first",
            "initdb -D "
                + DATA
                + " --no-sync --auth=trust >/dev/null && echo 'host all,replication all all trust'"
                + " >>"
                + DATA
                + "/pg_hba.conf && exec postgres -D "
                + DATA
                + " -c listen_addresses=*",
            "pg_isready -q -h /var/run/postgresql",
            true));
    String host =
        client.pods().inNamespace(namespace).withName("first").get().getStatus().getPodIP();
    samples.add(
        STANDBY,
        ready(
            "second",
            "pg_basebackup -D "
                + DATA
                + " -h "
                + host
                + " -R -c fast -X stream --no-sync && exec postgres -D "
                + DATA,
            "pg_isready -q -h /var/run/postgresql",
            true));
  }

  /** Seconds from the call that creates the pod until it is seen to be ready. */
  private double ready(String name, String script, String probe, boolean disk) {
    long start = System.nanoTime();
    if (disk) {
      claim(name);
    }
    client.resource(pod(name, script, probe, disk)).inNamespace(namespace).create();
    client.pods().inNamespace(namespace).withName(name).waitUntilReady(5, TimeUnit.MINUTES);
    return (System.nanoTime() - start) / 1e9;
  }

  private void claim(String name) {
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("20Gi"))
                .endResources()
                .endSpec()
                .build())
        .inNamespace(namespace)
        .create();
  }

  private Pod pod(String name, String script, String probe, boolean disk) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(1L)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(999L)
        .withRunAsGroup(999L)
        .withFsGroup(999L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("postgres")
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withCommand("sh", "-c", script)
        .withNewReadinessProbe()
        .withNewExec()
        .withCommand(List.of(probe.split(" ")))
        .endExec()
        .withPeriodSeconds(1)
        .endReadinessProbe()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .withDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .addNewVolumeMount()
        .withName("data")
        .withMountPath("/var/lib/postgresql/data")
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("sockets")
        .withMountPath("/var/run/postgresql")
        .endVolumeMount()
        .endContainer()
        .addNewVolume()
        .withName("sockets")
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addAllToVolumes(List.of(data(name, disk)))
        .endSpec()
        .build();
  }

  private static Volume data(String claim, boolean disk) {
    var volume = new VolumeBuilder().withName("data");
    return disk
        ? volume.withNewPersistentVolumeClaim(claim, false).build()
        : volume.withNewEmptyDir().endEmptyDir().build();
  }
}
