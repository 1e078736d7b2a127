package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.pgcluster.image.Image;
import io.pgcluster.image.ImageContract;
import io.pgcluster.spec.PodSettings;
import io.pgcluster.spec.Resources;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the pods of instances and routers have in common; it passes the restricted standard. */
final class Pods {
  /** Read by owner and group: the group is the pod's fsGroup. */
  static final int SECRET_MODE = 0440;

  private final Scope scope;

  Pods(Scope scope) {
    this.scope = scope;
  }

  PodTemplateSpec template(
      Component component, String program, PodSettings settings, Image image, Container container) {
    container.setImage(image.reference());
    container.setImagePullPolicy(scope.cluster().kubernetes().imagePullPolicy());
    container.setResources(resources(settings.resources()));
    container.setSecurityContext(container());
    PodSpec spec = new PodSpec();
    spec.setContainers(List.of(container));
    spec.setServiceAccountName(scope.names().serviceAccount());
    spec.setAutomountServiceAccountToken(false);
    spec.setEnableServiceLinks(false);
    spec.setSecurityContext(pod(image.contract()));
    spec.setNodeSelector(settings.nodeSelector());
    spec.setTolerations(Placement.tolerations(settings));
    spec.setImagePullSecrets(
        scope.cluster().kubernetes().imagePullSecrets().stream()
            .map(LocalObjectReference::new)
            .toList());
    PodTemplateSpec template = new PodTemplateSpec();
    template.setMetadata(meta(component, program, settings));
    template.setSpec(spec);
    return template;
  }

  private ObjectMeta meta(Component component, String program, PodSettings settings) {
    TreeMap<String, String> labels =
        new TreeMap<>(Scope.merged(settings.labels(), scope.labels(component)));
    labels.put(Labels.PROGRAM, program);
    ObjectMeta meta = new ObjectMeta();
    meta.setLabels(labels);
    meta.setAnnotations(
        Scope.merged(scope.cluster().kubernetes().annotations(), settings.annotations()));
    return meta;
  }

  private static PodSecurityContext pod(ImageContract contract) {
    SeccompProfile seccomp = new SeccompProfile();
    seccomp.setType("RuntimeDefault");
    PodSecurityContext context = new PodSecurityContext();
    context.setRunAsNonRoot(true);
    context.setRunAsUser(contract.uid());
    context.setRunAsGroup(contract.gid());
    context.setFsGroup(contract.gid());
    // Without it every start walks through all files, and makes PGDATA accessible to the group.
    context.setFsGroupChangePolicy("OnRootMismatch");
    context.setSeccompProfile(seccomp);
    return context;
  }

  private static SecurityContext container() {
    Capabilities none = new Capabilities();
    none.setDrop(List.of("ALL"));
    SecurityContext context = new SecurityContext();
    context.setAllowPrivilegeEscalation(false);
    context.setReadOnlyRootFilesystem(true);
    context.setCapabilities(none);
    return context;
  }

  private static ResourceRequirements resources(Resources described) {
    ResourceRequirements resources = new ResourceRequirements();
    resources.setRequests(quantities(described.requests()));
    resources.setLimits(quantities(described.limits()));
    return resources;
  }

  private static Map<String, Quantity> quantities(Map<String, String> described) {
    TreeMap<String, Quantity> quantities = new TreeMap<>();
    described.forEach((name, text) -> quantities.put(name, new Quantity(text)));
    return quantities;
  }

  static ContainerPort port(int number) {
    ContainerPort port = new ContainerPort();
    port.setName(Services.PORT);
    port.setContainerPort(number);
    port.setProtocol("TCP");
    return port;
  }

  /** An environment variable; Kubernetes would replace what looks like a reference in it. */
  static EnvVar env(String name, String value) {
    return new EnvVar(name, value.replace("$", "$$"), null);
  }

  /** An environment variable with the pod's own name. */
  static EnvVar podName(String name) {
    EnvVarSource source = new EnvVarSource();
    source.setFieldRef(new ObjectFieldSelector("v1", "metadata.name"));
    return new EnvVar(name, null, source);
  }

  /** Which shell runs the scripts. */
  static String shell(ImageContract contract) {
    return contract.programs().contains("sh") ? "sh" : "bash";
  }

  static VolumeMount mount(String volume, String path) {
    VolumeMount mount = new VolumeMount();
    mount.setName(volume);
    mount.setMountPath(path);
    return mount;
  }

  static VolumeMount readOnly(String volume, String path) {
    VolumeMount mount = mount(volume, path);
    mount.setReadOnly(true);
    return mount;
  }

  static Volume memory(String name, String limit) {
    EmptyDirVolumeSource source = new EmptyDirVolumeSource();
    source.setMedium("Memory");
    source.setSizeLimit(new Quantity(limit));
    Volume volume = new Volume();
    volume.setName(name);
    volume.setEmptyDir(source);
    return volume;
  }

  static Volume disk(String name) {
    Volume volume = new Volume();
    volume.setName(name);
    volume.setEmptyDir(new EmptyDirVolumeSource());
    return volume;
  }

  static Volume configMap(String name, String map) {
    ConfigMapVolumeSource source = new ConfigMapVolumeSource();
    source.setName(map);
    Volume volume = new Volume();
    volume.setName(name);
    volume.setConfigMap(source);
    return volume;
  }

  static Volume secret(String name, String secret) {
    SecretVolumeSource source = new SecretVolumeSource();
    source.setSecretName(secret);
    source.setDefaultMode(SECRET_MODE);
    Volume volume = new Volume();
    volume.setName(name);
    volume.setSecret(source);
    return volume;
  }
}
