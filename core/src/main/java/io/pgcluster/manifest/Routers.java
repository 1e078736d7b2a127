package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.ConfigMapProjection;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.SecretProjection;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import io.pgcluster.image.ImageContract;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.spec.RouterSettings;
import java.util.List;
import java.util.Optional;

/** The Deployment of pgpool. */
final class Routers {
  private static final String CONFIGURATION = "configuration";

  private final Scope scope;

  Routers(Scope scope) {
    this.scope = scope;
  }

  /**
   * The Deployment.
   *
   * @param fingerprint of what pgpool takes up only when it starts
   */
  Deployment deployment(String fingerprint) {
    RouterSettings router = scope.cluster().router();
    DeploymentSpec spec = new DeploymentSpec();
    spec.setReplicas(scope.cluster().kubernetes().paused() ? 0 : router.pods());
    spec.setSelector(Policies.labels(Labels.selector(scope.cluster().name(), Component.ROUTER)));
    spec.setStrategy(oneMoreFirst());
    spec.setTemplate(template(router, fingerprint));
    Deployment deployment = new Deployment();
    deployment.setMetadata(scope.meta(Component.ROUTER, scope.names().router()));
    deployment.setSpec(spec);
    return deployment;
  }

  private static DeploymentStrategy oneMoreFirst() {
    RollingUpdateDeployment rolling = new RollingUpdateDeployment();
    rolling.setMaxSurge(new IntOrString(1));
    rolling.setMaxUnavailable(new IntOrString(0));
    DeploymentStrategy strategy = new DeploymentStrategy();
    strategy.setType("RollingUpdate");
    strategy.setRollingUpdate(rolling);
    return strategy;
  }

  private PodTemplateSpec template(RouterSettings router, String fingerprint) {
    PodTemplateSpec template =
        new Pods(scope)
            .template(
                Component.ROUTER, Labels.PGPOOL, router.pod(), router.image(), container(router));
    template
        .getMetadata()
        .setAnnotations(
            Scope.merged(
                template.getMetadata().getAnnotations(),
                java.util.Map.of(Annotations.CONFIGURATION, fingerprint)));
    PodSpec spec = template.getSpec();
    spec.setVolumes(List.of(files(), Pods.memory("work", "16Mi"), Pods.disk("tmp")));
    Placement.affinity(
            router.pod(),
            Labels.selector(scope.cluster().name(), Component.ROUTER),
            Optional.empty())
        .ifPresent(spec::setAffinity);
    return template;
  }

  /** pgpool looks for its files side by side. */
  private Volume files() {
    ConfigMapProjection map = new ConfigMapProjection();
    map.setName(scope.names().router());
    SecretProjection secret = new SecretProjection();
    secret.setName(scope.names().router());
    VolumeProjection open = new VolumeProjection();
    open.setConfigMap(map);
    VolumeProjection closed = new VolumeProjection();
    closed.setSecret(secret);
    ProjectedVolumeSource both = new ProjectedVolumeSource();
    both.setDefaultMode(Pods.SECRET_MODE);
    both.setSources(List.of(open, closed));
    Volume volume = new Volume();
    volume.setName(CONFIGURATION);
    volume.setProjected(both);
    return volume;
  }

  private static Container container(RouterSettings router) {
    ImageContract contract = router.image().contract();
    Container container = new Container();
    container.setName("pgpool");
    container.setCommand(
        List.of(Pods.shell(contract), RouterFiles.CONFIGURATION + "/" + RouterFiles.SCRIPT));
    container.setEnv(List.of(Pods.env("PGCLUSTER_PROGRAMS", contract.programDirectory())));
    container.setPorts(List.of(Pods.port(router.port())));
    container.setVolumeMounts(
        List.of(
            Pods.readOnly(CONFIGURATION, RouterFiles.CONFIGURATION),
            Pods.mount("work", RouterFiles.WORK),
            Pods.mount("tmp", "/tmp")));
    container.setStartupProbe(probe(1, 60));
    container.setLifecycle(fastStop(contract));
    container.setReadinessProbe(probe(5, 2));
    return container;
  }

  /** The image's own signal may mean to wait for every client, and clients keep connections. */
  private static Lifecycle fastStop(ImageContract contract) {
    return Pods.beforeStop(
        List.of(
            Pods.program(contract, "pgpool"),
            "-f",
            RouterFiles.CONFIGURATION + "/pgpool.conf",
            "-m",
            "fast",
            "stop"));
  }

  /** Only whether it listens: a pgpool must not be taken down because a backend is. */
  private static Probe probe(int period, int failures) {
    TCPSocketAction listens = new TCPSocketAction();
    listens.setPort(new IntOrString(Services.PORT));
    Probe probe = new Probe();
    probe.setTcpSocket(listens);
    probe.setPeriodSeconds(period);
    probe.setTimeoutSeconds(3);
    probe.setFailureThreshold(failures);
    return probe;
  }
}
