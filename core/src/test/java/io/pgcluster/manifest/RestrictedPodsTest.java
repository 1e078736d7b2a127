package io.pgcluster.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Every rule of the Pod Security Standard {@code restricted} on the pods of every cluster. */
class RestrictedPodsTest {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");

  @Provide
  Arbitrary<PgCluster> clusters() {
    return Change.anyCluster();
  }

  @Property(tries = 40)
  void every_pod_passes(@ForAll("clusters") PgCluster cluster) {
    Rendered.of(cluster)
        .templates()
        .forEach((name, template) -> assertThat(violations(template)).as(name).isEmpty());
  }

  /** The rules find something: each of these breaks one. */
  @Test
  void the_rules_bite() {
    Map<String, Consumer<PodSpec>> breaks =
        Map.of(
            "host", p -> p.setHostNetwork(true),
            "volume", p -> p.getVolumes().get(0).setConfigMap(null),
            "root", p -> p.getSecurityContext().setRunAsUser(0L),
            "non-root", p -> p.getSecurityContext().setRunAsNonRoot(null),
            "seccomp", p -> p.getSecurityContext().setSeccompProfile(null),
            "escalation", p -> context(p).setAllowPrivilegeEscalation(null),
            "privileged", p -> context(p).setPrivileged(true),
            "capabilities", p -> context(p).getCapabilities().setDrop(List.of("NET_RAW")),
            "port", p -> p.getContainers().get(0).getPorts().get(0).setHostPort(5432));
    breaks.forEach(
        (name, change) -> {
          PodTemplateSpec template =
              Rendered.of(PgClusterBuilder.named("orders").build()).primary();
          change.accept(template.getSpec());
          assertThat(violations(template)).as(name).hasSize(1);
        });
  }

  private static SecurityContext context(PodSpec pod) {
    return pod.getContainers().get(0).getSecurityContext();
  }

  private static List<String> violations(PodTemplateSpec template) {
    List<String> found = new ArrayList<>();
    PodSpec pod = template.getSpec();
    rule(
        found,
        "host namespaces",
        Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC())
            .allMatch(Objects::isNull));
    for (Volume volume : pod.getVolumes()) {
      rule(found, "volume " + volume.getName(), isAllowed(volume));
    }
    PodSecurityContext context = pod.getSecurityContext();
    rule(found, "non-root", Boolean.TRUE.equals(context.getRunAsNonRoot()));
    rule(found, "not user 0", context.getRunAsUser() != null && context.getRunAsUser() > 0);
    rule(
        found,
        "seccomp",
        context.getSeccompProfile() != null
            && context.getSeccompProfile().getType().equals("RuntimeDefault"));
    rule(found, "sysctls", context.getSysctls().isEmpty());
    rule(
        found,
        "no profiles of its own",
        Stream.of(
                context.getSeLinuxOptions(),
                context.getAppArmorProfile(),
                context.getWindowsOptions())
            .allMatch(Objects::isNull));
    rule(
        found,
        "AppArmor annotations",
        template.getMetadata().getAnnotations().keySet().stream()
            .noneMatch(a -> a.startsWith("container.apparmor.security.beta.kubernetes.io/")));
    Stream.concat(pod.getContainers().stream(), pod.getInitContainers().stream())
        .forEach(c -> container(found, c));
    rule(found, "ephemeral containers", pod.getEphemeralContainers().isEmpty());
    return found;
  }

  private static boolean isAllowed(Volume volume) {
    Set<String> sources = new java.util.HashSet<>(ModelTree.of(volume).keySet());
    sources.remove("name");
    return sources.size() == 1 && VOLUMES.containsAll(sources);
  }

  private static void container(List<String> found, Container container) {
    SecurityContext context = container.getSecurityContext();
    rule(found, "escalation", Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()));
    rule(found, "privileged", context.getPrivileged() == null);
    Capabilities capabilities = context.getCapabilities();
    rule(
        found,
        "capabilities",
        capabilities.getDrop().equals(List.of("ALL")) && capabilities.getAdd().isEmpty());
    rule(
        found,
        "nothing that loosens the pod's",
        Stream.of(
                context.getRunAsNonRoot(),
                context.getRunAsUser(),
                context.getSeccompProfile(),
                context.getSeLinuxOptions(),
                context.getAppArmorProfile(),
                context.getProcMount(),
                context.getWindowsOptions())
            .allMatch(Objects::isNull));
    rule(
        found,
        "host ports",
        container.getPorts().stream().map(ContainerPort::getHostPort).allMatch(Objects::isNull));
    probes(container)
        .forEach(
            p -> {
              rule(found, "probe", p.getHttpGet() == null);
              rule(found, "probe", p.getTcpSocket() == null || p.getTcpSocket().getHost() == null);
            });
    if (container.getLifecycle() != null) {
      LifecycleHandler stop = container.getLifecycle().getPreStop();
      rule(found, "hook", stop.getHttpGet() == null && stop.getTcpSocket() == null);
    }
  }

  private static Stream<Probe> probes(Container container) {
    return Stream.of(
            container.getStartupProbe(),
            container.getReadinessProbe(),
            container.getLivenessProbe())
        .filter(Objects::nonNull);
  }

  private static void rule(List<String> found, String name, boolean kept) {
    if (!kept) {
      found.add(name);
    }
  }

  /** Beyond the standard. */
  @Property(tries = 20)
  void no_token_and_nothing_to_write_but_volumes(@ForAll("clusters") PgCluster cluster) {
    Rendered rendered = Rendered.of(cluster);
    assertThat(rendered.templates().values())
        .allSatisfy(
            t -> {
              assertThat(t.getSpec().getAutomountServiceAccountToken()).isFalse();
              assertThat(t.getSpec().getEnableServiceLinks()).isFalse();
              assertThat(t.getSpec().getNodeName()).isNull();
            });
    assertThat(rendered.containers())
        .allMatch(c -> c.getSecurityContext().getReadOnlyRootFilesystem());
  }
}
