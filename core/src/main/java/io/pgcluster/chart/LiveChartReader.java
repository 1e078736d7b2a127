package io.pgcluster.chart;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.SecretData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Tells an installation by what Crunchy's images need: {@code PG_MODE} in the environment of the
 * servers, the files of {@code /pgconf/pgpoolconfigdir} in pgpool.
 */
final class LiveChartReader {
  private static final Set<String> PRIMARY = Set.of("primary", "master");
  private static final Set<String> REPLICA = Set.of("replica", "slave");
  private static final Pattern IMAGE = Pattern.compile("(?:(.*)/)?([^/:@]+)(?::([^/@]+))?(?:@.*)?");
  private static final Pattern LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,42}[a-z0-9])?");
  private static final List<String> ZONES =
      List.of("failure-domain.beta.kubernetes.io/zone", "topology.kubernetes.io/zone");

  private final String namespace;
  private final List<HasMetadata> objects;
  private final TreeMap<String, String> values = new TreeMap<>();
  private final TreeMap<String, String> files = new TreeMap<>();

  LiveChartReader(String namespace, Collection<? extends HasMetadata> objects) {
    this.namespace = namespace;
    this.objects = List.copyOf(objects);
  }

  LiveChart read() {
    Deployment primary =
        only(
                all(Deployment.class)
                    .filter(d -> PRIMARY.contains(mode(d.getSpec().getTemplate()))),
                "Deployment with PG_MODE=primary")
            .orElseThrow(
                () ->
                    missing(
                        "no Deployment has PG_MODE=primary, so the chart is not installed there"));
    Optional<StatefulSet> standbys =
        only(
            all(StatefulSet.class).filter(s -> REPLICA.contains(mode(s.getSpec().getTemplate()))),
            "StatefulSet with PG_MODE=replica");
    Optional<Deployment> router =
        only(
            all(Deployment.class).filter(d -> poolSecret(d.getSpec().getTemplate()).isPresent()),
            "Deployment with /pgconf/pgpoolconfigdir");
    String claim = claim(primary.getSpec().getTemplate());
    Optional<PersistentVolumeClaim> bound = find(PersistentVolumeClaim.class, claim);
    Optional<String> volumeName = bound.map(c -> c.getSpec().getVolumeName());
    Optional<PersistentVolume> volume = volumeName.flatMap(n -> find(PersistentVolume.class, n));
    server(primary.getSpec().getTemplate());
    values.put("primary.name", name(primary));
    release(primary).ifPresent(release -> values.put("name", release));
    standbys.ifPresent(this::standbys);
    router.ifPresent(this::router);
    storage(claim, bound, volumeName, volume);
    return new LiveChart(
        namespace,
        name(primary),
        standbys.map(LiveChartReader::name),
        router.map(LiveChartReader::name),
        claim,
        volumeName,
        volume.filter(v -> v.getSpec().getFlexVolume() != null).isPresent(),
        env(container(primary.getSpec().getTemplate()), "PGDATA_PATH_OVERRIDE").orElse(""),
        standbys.map(s -> Objects.requireNonNullElse(s.getSpec().getReplicas(), 1)).orElse(0),
        volume.flatMap(LiveChartReader::zone),
        values,
        files);
  }

  private PgClusterException missing(String what) {
    return new PgClusterException("chart of 2018 in namespace %s: %s".formatted(namespace, what));
  }

  private <T> Stream<T> all(Class<T> kind) {
    return objects.stream().filter(kind::isInstance).map(kind::cast);
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return all(kind).filter(o -> name(o).equals(name)).findFirst();
  }

  private <T extends HasMetadata> Optional<T> only(Stream<T> found, String what) {
    List<T> list = found.toList();
    if (list.size() > 1) {
      throw missing(
          "has %s, each a %s; give the objects of one"
              .formatted(list.stream().map(LiveChartReader::name).toList(), what));
    }
    return list.stream().findFirst();
  }

  private static String name(HasMetadata object) {
    return object.getMetadata().getName();
  }

  private static Optional<String> release(Deployment deployment) {
    Map<String, String> labels = deployment.getMetadata().getLabels();
    return Optional.ofNullable(labels == null ? null : labels.get("release"))
        .filter(release -> LABEL.matcher(release).matches());
  }

  private static Container container(PodTemplateSpec template) {
    List<Container> containers = template.getSpec().getContainers();
    return containers.isEmpty() ? new Container() : containers.get(0);
  }

  private static Optional<String> env(Container container, String name) {
    return container.getEnv().stream()
        .filter(e -> e.getName().equals(name))
        .map(EnvVar::getValue)
        .filter(Objects::nonNull)
        .findFirst();
  }

  private static String mode(PodTemplateSpec template) {
    return env(container(template), "PG_MODE").orElse("");
  }

  private static Stream<Volume> volumes(PodTemplateSpec template, String mountPath) {
    List<String> names =
        container(template).getVolumeMounts().stream()
            .filter(m -> m.getMountPath().equals(mountPath))
            .map(m -> m.getName())
            .toList();
    return template.getSpec().getVolumes().stream().filter(v -> names.contains(v.getName()));
  }

  private static Optional<String> poolSecret(PodTemplateSpec template) {
    return volumes(template, "/pgconf/pgpoolconfigdir")
        .filter(v -> v.getSecret() != null)
        .map(v -> v.getSecret().getSecretName())
        .findFirst();
  }

  private String claim(PodTemplateSpec template) {
    return volumes(template, "/pgdata")
        .filter(v -> v.getPersistentVolumeClaim() != null)
        .map(v -> v.getPersistentVolumeClaim().getClaimName())
        .findFirst()
        .orElseThrow(
            () -> missing("the primary has no claim at /pgdata, so its data are on no disk"));
  }

  /** What the primary's pod says. */
  private void server(PodTemplateSpec template) {
    Container container = container(template);
    for (EnvVar variable : container.getEnv()) {
      if (variable.getName().matches("PG_(.*PASSWORD|USER|PRIMARY_USER|DATABASE)")) {
        value(variable).ifPresent(text -> values.put("config." + variable.getName(), text));
      }
    }
    env(container, "PG_PRIMARY_PORT").ifPresent(port -> values.put("container.port", port));
    Matcher image = IMAGE.matcher(Objects.requireNonNullElse(container.getImage(), ""));
    if (image.matches()) {
      values.put("image.repository", Objects.requireNonNullElse(image.group(1), "docker.io"));
      values.put("image.postgres", image.group(2));
      values.put("image.tag", Objects.requireNonNullElse(image.group(3), "latest"));
    }
    pod(template, "primary");
    volumes(template, "/pgconf")
        .filter(v -> v.getConfigMap() != null)
        .flatMap(v -> find(ConfigMap.class, v.getConfigMap().getName()).stream())
        .filter(map -> map.getData() != null)
        .forEach(map -> map.getData().forEach(this::file));
  }

  private Optional<String> value(EnvVar variable) {
    if (variable.getValue() != null) {
      return Optional.of(variable.getValue());
    }
    if (variable.getValueFrom() == null || variable.getValueFrom().getSecretKeyRef() == null) {
      return Optional.empty();
    }
    var reference = variable.getValueFrom().getSecretKeyRef();
    Secret secret =
        find(Secret.class, reference.getName())
            .orElseThrow(
                () ->
                    missing(
                        "the Secret %s with %s cannot be read"
                            .formatted(reference.getName(), variable.getName())));
    return SecretData.from(secret).text(reference.getKey());
  }

  /** A file that the chart does not know is none of its own. */
  private void file(String name, String text) {
    ChartFiles.folder(name).ifPresent(folder -> files.put(folder + "/" + name, text));
  }

  private void pod(PodTemplateSpec template, String component) {
    var resources = container(template).getResources();
    Map<String, Quantity> requests = resources == null ? null : resources.getRequests();
    if (requests != null) {
      requests.forEach(
          (what, quantity) -> {
            if (what.equals("cpu") || what.equals("memory")) {
              values.put(component + ".resources." + what, quantity.toString());
            }
          });
    }
    Map<String, String> selector = template.getSpec().getNodeSelector();
    if (selector != null) {
      selector.forEach((key, value) -> values.put(component + ".nodeSelector." + key, value));
    }
    service(template, component);
  }

  private void service(PodTemplateSpec template, String component) {
    Map<String, String> labels = template.getMetadata().getLabels();
    all(Service.class)
        .filter(s -> s.getSpec().getSelector() != null && !s.getSpec().getSelector().isEmpty())
        .filter(
            s ->
                labels != null
                    && labels.entrySet().containsAll(s.getSpec().getSelector().entrySet()))
        .findFirst()
        .ifPresent(
            s -> {
              values.put(
                  component + ".serviceType",
                  Objects.requireNonNullElse(s.getSpec().getType(), "ClusterIP"));
              s.getSpec().getPorts().stream()
                  .map(p -> p.getNodePort())
                  .filter(port -> component.equals("pgpool") && port != null && port > 0)
                  .findFirst()
                  .ifPresent(port -> values.put("pgpool.nodePort", String.valueOf(port)));
            });
  }

  private void standbys(StatefulSet set) {
    values.put("replica.name", name(set));
    pod(set.getSpec().getTemplate(), "replica");
    set.getSpec().getVolumeClaimTemplates().stream()
        .map(c -> c.getSpec().getStorageClassName())
        .filter(Objects::nonNull)
        .findFirst()
        .ifPresent(name -> values.put("replica.pvc.storageClassName", name));
  }

  private void router(Deployment deployment) {
    values.put("pgpool.name", name(deployment));
    pod(deployment.getSpec().getTemplate(), "pgpool");
    values.remove("pgpool.resources.cpu"); // the chart has none
    values.remove("pgpool.resources.memory");
    values.keySet().removeIf(key -> key.startsWith("pgpool.nodeSelector."));
    String secret = poolSecret(deployment.getSpec().getTemplate()).orElse("");
    find(Secret.class, secret)
        .map(SecretData::from)
        .ifPresent(data -> data.keys().forEach(key -> file(key, data.text(key).orElse(""))));
  }

  private void storage(
      String claim,
      Optional<PersistentVolumeClaim> bound,
      Optional<String> volumeName,
      Optional<PersistentVolume> volume) {
    values.put("primary.pvc.name", claim);
    bound.ifPresent(
        c -> {
          Map<String, Quantity> requests = c.getSpec().getResources().getRequests();
          values.put("container.storage", String.valueOf(requests.get("storage")));
          c.getSpec().getAccessModes().stream()
              .findFirst()
              .ifPresent(mode -> values.put("primary.pvc.mode", mode));
          if (c.getSpec().getStorageClassName() != null) {
            values.put("primary.pv.name", c.getSpec().getStorageClassName());
          }
        });
    // By the chart's convention the volume has the disk's name.
    volumeName.ifPresent(id -> values.put("primary.pv.volumeId", id));
    volume.ifPresent(
        v -> {
          disk(v).ifPresent(id -> values.put("primary.pv.volumeId", id));
          values.put(
              "primary.pv.persistentVolumeReclaimPolicy",
              Objects.requireNonNullElse(v.getSpec().getPersistentVolumeReclaimPolicy(), "Retain"));
        });
  }

  /** ACK's own volumes spell the option with a capital. */
  private static Optional<String> disk(PersistentVolume volume) {
    if (volume.getSpec().getCsi() != null) {
      return Optional.of(volume.getSpec().getCsi().getVolumeHandle());
    }
    if (volume.getSpec().getFlexVolume() == null) {
      return Optional.empty();
    }
    Map<String, String> options = volume.getSpec().getFlexVolume().getOptions();
    return Stream.of("volumeId", "VolumeId").map(options::get).filter(Objects::nonNull).findFirst();
  }

  private static Optional<String> zone(PersistentVolume volume) {
    Map<String, String> labels = volume.getMetadata().getLabels();
    Optional<String> affine =
        Optional.ofNullable(volume.getSpec().getNodeAffinity()).stream()
            .flatMap(a -> a.getRequired().getNodeSelectorTerms().stream())
            .flatMap(t -> t.getMatchExpressions().stream())
            .filter(e -> e.getKey().endsWith("/zone"))
            .flatMap(e -> e.getValues().stream())
            .findFirst();
    return affine.or(
        () ->
            ZONES.stream()
                .map(k -> labels == null ? null : labels.get(k))
                .filter(Objects::nonNull)
                .findFirst());
  }
}
