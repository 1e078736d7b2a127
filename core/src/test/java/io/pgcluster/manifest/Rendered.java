package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.credential.SecretData;
import io.pgcluster.spec.PgCluster;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The objects of a cluster named orders in the namespace db, as tests look at them.
 *
 * @param manifests all of them
 */
record Rendered(Manifests manifests) {
  static Rendered of(PgCluster cluster) {
    return new Rendered(Manifests.of(cluster, "db", FixedSecrets.of(cluster)));
  }

  <T extends HasMetadata> T get(Class<T> kind, String name) {
    return kind.cast(manifests.find(kind.getSimpleName(), name).orElseThrow().object());
  }

  <T extends HasMetadata> List<T> all(Class<T> kind) {
    return manifests.stream()
        .filter(m -> m.kind().equals(kind.getSimpleName()))
        .map(m -> kind.cast(m.object()))
        .toList();
  }

  PodTemplateSpec primary() {
    return get(StatefulSet.class, "orders-primary").getSpec().getTemplate();
  }

  PodTemplateSpec standbys() {
    return get(StatefulSet.class, "orders-replica").getSpec().getTemplate();
  }

  PodTemplateSpec router() {
    return get(Deployment.class, "orders-router").getSpec().getTemplate();
  }

  /** By the name of the object that makes the pods. */
  Map<String, PodTemplateSpec> templates() {
    TreeMap<String, PodTemplateSpec> templates = new TreeMap<>();
    all(StatefulSet.class)
        .forEach(s -> templates.put(s.getMetadata().getName(), s.getSpec().getTemplate()));
    all(Deployment.class)
        .forEach(d -> templates.put(d.getMetadata().getName(), d.getSpec().getTemplate()));
    return templates;
  }

  List<PodSpec> instances() {
    return all(StatefulSet.class).stream().map(s -> s.getSpec().getTemplate().getSpec()).toList();
  }

  Stream<Container> containers() {
    return templates().values().stream().flatMap(t -> t.getSpec().getContainers().stream());
  }

  /** A file of a ConfigMap. */
  String file(String map, String name) {
    return get(ConfigMap.class, map).getData().get(name);
  }

  /** A file of a Secret. */
  String secret(String secret, String name) {
    return SecretData.from(get(Secret.class, secret)).text(name).orElseThrow();
  }

  /** What pgpool.conf or postgresql.conf says, without quotes. */
  Map<String, String> parameters(String map, String name) {
    TreeMap<String, String> parameters = new TreeMap<>();
    file(map, name)
        .lines()
        .forEach(
            line -> {
              String[] both = line.split(" = ", 2);
              parameters.put(both[0], both[1].substring(1, both[1].length() - 1));
            });
    return parameters;
  }

  Map<String, String> postgresql() {
    return parameters("orders-postgres", "postgresql.conf");
  }

  Map<String, String> pgpool() {
    return parameters("orders-router", "pgpool.conf");
  }
}
