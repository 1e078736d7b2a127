package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.InstanceGroup;
import io.pgcluster.spec.PostgresSettings;
import io.pgcluster.storage.GroupVolumes;
import io.pgcluster.storage.VolumeRequest;
import io.pgcluster.topology.InstanceFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The StatefulSets of instances: one of the primary alone, one of the standbys. */
final class Instances {
  /** The claim template, and the pod's volume with the data. */
  static final String DATA = "data";

  /** How long a shutdown may take, in seconds: its checkpoint has to write what is in memory. */
  private static final long GRACE = 300;

  /** A clone or a recovery takes as long as it takes. */
  private static final int NEVER = Integer.MAX_VALUE;

  private final Scope scope;

  Instances(Scope scope) {
    this.scope = scope;
  }

  /** The storage of the primary. */
  GroupVolumes primaryVolumes() {
    return volumes(Component.PRIMARY, scope.names().primary(), scope.cluster().primary());
  }

  /** The storage of the standbys. */
  GroupVolumes replicaVolumes() {
    return volumes(Component.REPLICA, scope.names().replica(), scope.cluster().standbys());
  }

  private GroupVolumes volumes(Component component, String set, InstanceGroup group) {
    return group
        .storage()
        .render(
            new VolumeRequest(
                scope.cluster().name(),
                scope.namespace(),
                set,
                group.count(),
                DATA,
                // Not the caller's: Kubernetes refuses a claim template that changes.
                Labels.of(scope.cluster().name(), component)));
  }

  StatefulSet primary(GroupVolumes volumes) {
    return set(
        Component.PRIMARY,
        scope.names().primary(),
        scope.cluster().primary(),
        volumes,
        InstanceFiles.PRIMARY_SCRIPT);
  }

  StatefulSet replica(GroupVolumes volumes) {
    return set(
        Component.REPLICA,
        scope.names().replica(),
        scope.cluster().standbys(),
        volumes,
        InstanceFiles.STANDBY_SCRIPT);
  }

  private StatefulSet set(
      Component component, String name, InstanceGroup group, GroupVolumes volumes, String script) {
    StatefulSetSpec spec = new StatefulSetSpec();
    spec.setReplicas(scope.cluster().kubernetes().paused() ? 0 : group.count());
    spec.setServiceName(scope.names().instances());
    spec.setPodManagementPolicy("Parallel");
    spec.setSelector(Policies.labels(Labels.selector(scope.cluster().name(), component)));
    spec.setTemplate(template(component, group, volumes, script));
    volumes
        .claimTemplate()
        .ifPresent(
            claim -> {
              spec.setVolumeClaimTemplates(List.of(claim));
              StatefulSetPersistentVolumeClaimRetentionPolicy keep =
                  new StatefulSetPersistentVolumeClaimRetentionPolicy();
              keep.setWhenDeleted("Retain");
              keep.setWhenScaled("Retain");
              spec.setPersistentVolumeClaimRetentionPolicy(keep);
            });
    StatefulSet set = new StatefulSet();
    set.setMetadata(scope.meta(component, name));
    set.setSpec(spec);
    return set;
  }

  private PodTemplateSpec template(
      Component component, InstanceGroup group, GroupVolumes volumes, String script) {
    PostgresSettings postgres = scope.cluster().postgres();
    PodTemplateSpec template =
        new Pods(scope)
            .template(component, Labels.POSTGRES, group.pod(), postgres.image(), container(script));
    template
        .getMetadata()
        .setAnnotations(
            Scope.merged(
                template.getMetadata().getAnnotations(),
                Map.of(
                    Annotations.CONFIGURATION,
                    InstanceFiles.startFingerprint(scope.cluster()),
                    Annotations.PROCESS,
                    InstanceFiles.processFingerprint(
                        scope.cluster(), scope.names().primary(), script),
                    Annotations.STANDBY_NEEDS,
                    InstanceFiles.standbyNeeds(scope.cluster()))));
    PodSpec spec = template.getSpec();
    spec.setTerminationGracePeriodSeconds(GRACE);
    spec.setVolumes(podVolumes(volumes));
    Placement.affinity(
            group.pod(), Labels.instances(scope.cluster().name()), volumes.nodeAffinity())
        .ifPresent(spec::setAffinity);
    return template;
  }

  private List<Volume> podVolumes(GroupVolumes volumes) {
    List<Volume> all = new ArrayList<>();
    all.add(Pods.configMap("configuration", scope.names().postgres()));
    all.add(Pods.secret("bootstrap", scope.names().bootstrap()));
    all.add(Pods.memory("private", "1Mi"));
    all.add(Pods.memory("sockets", "1Mi"));
    // The container runtime's own is 64 MB, too little for parallel queries.
    all.add(Pods.memory("shm", "1Gi"));
    all.add(Pods.disk("tmp"));
    volumes.volume().ifPresent(all::add);
    return all;
  }

  private Container container(String script) {
    PostgresSettings postgres = scope.cluster().postgres();
    ImageContract contract = postgres.image().contract();
    Container container = new Container();
    container.setName("postgres");
    container.setCommand(List.of(Pods.shell(contract), InstanceFiles.CONFIGURATION + "/" + script));
    container.setEnv(
        List.of(
            Pods.env("PGCLUSTER_PROGRAMS", contract.programDirectory()),
            Pods.podName("PGCLUSTER_POD"),
            Pods.env("PGDATA", InstanceFiles.PGDATA),
            // So that psql without arguments works inside the pod.
            Pods.env("PGHOST", InstanceFiles.SOCKETS),
            Pods.env("PGPORT", String.valueOf(postgres.port())),
            Pods.env("PGUSER", scope.cluster().access().superuser().name())));
    container.setPorts(List.of(Pods.port(postgres.port())));
    container.setVolumeMounts(
        List.of(
            Pods.mount(DATA, InstanceFiles.DATA),
            Pods.readOnly("configuration", InstanceFiles.CONFIGURATION),
            Pods.readOnly("bootstrap", InstanceFiles.SECRETS),
            Pods.mount("private", InstanceFiles.PRIVATE),
            Pods.mount("sockets", InstanceFiles.SOCKETS),
            Pods.mount("shm", "/dev/shm"),
            Pods.mount("tmp", "/tmp")));
    container.setStartupProbe(probe(contract, 1, NEVER));
    container.setReadinessProbe(probe(contract, 5, 2));
    container.setLifecycle(fastStop(contract));
    return container;
  }

  /** On the socket, where the server for the setup SQL does not listen. */
  private Probe probe(ImageContract contract, int period, int failures) {
    Probe probe = new Probe();
    probe.setExec(
        new ExecAction(
            List.of(
                Pods.program(contract, "pg_isready"),
                "-q",
                "-t",
                "3",
                "-h",
                InstanceFiles.SOCKETS)));
    probe.setPeriodSeconds(period);
    probe.setTimeoutSeconds(5);
    probe.setFailureThreshold(failures);
    return probe;
  }

  /** Kubernetes sends the image's own signal, which may mean to wait for every client. */
  private static Lifecycle fastStop(ImageContract contract) {
    return Pods.beforeStop(
        List.of(
            Pods.program(contract, "pg_ctl"),
            "stop",
            "-s",
            "-m",
            "fast",
            "-t",
            String.valueOf(GRACE)));
  }
}
