package io.pgcluster.manifest;

import io.pgcluster.spec.PgCluster;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every Kubernetes object of a cluster, in the order in which they are written. Immutable and
 * thread-safe. The same input gives the same bytes.
 *
 * @since 0.1
 */
public final class Manifests implements Iterable<Manifest> {
  private final String owner;
  private final List<Manifest> list;

  private Manifests(String owner, List<Manifest> list) {
    this.owner = owner;
    this.list = List.copyOf(list);
  }

  /**
   * The objects of a cluster.
   *
   * @param cluster the description
   * @param namespace where it is to run
   * @param secrets as {@link ClusterSecrets#complete} makes them
   * @return ordered by {@link Wave}
   */
  public static Manifests of(PgCluster cluster, String namespace, ClusterSecrets secrets) {
    Scope scope = new Scope(cluster, namespace);
    return new Manifests(scope.names().owner(), new Composition(scope, secrets).list());
  }

  /**
   * These objects, owned by the first of them: Kubernetes deletes them when that is deleted. What
   * outlives a cluster (credentials, claims, volumes) is left as it is.
   *
   * @param uid the uid that the API server gave the ConfigMap {@link ObjectNames#owner()}
   * @return the same objects in the same order
   */
  public Manifests ownedBy(String uid) {
    return new Manifests(owner, list.stream().map(m -> m.ownedBy(owner, uid)).toList());
  }

  /**
   * One object.
   *
   * @param kind such as {@code StatefulSet}
   * @param name as in {@link ObjectNames}
   * @return empty when there is none
   */
  public Optional<Manifest> find(String kind, String name) {
    return list.stream().filter(m -> m.kind().equals(kind) && m.name().equals(name)).findFirst();
  }

  /**
   * The objects of one wave.
   *
   * @param wave the wave
   * @return in order
   */
  public List<Manifest> of(Wave wave) {
    return list.stream().filter(m -> m.wave() == wave).toList();
  }

  /**
   * All objects.
   *
   * @return an immutable list
   */
  public List<Manifest> list() {
    return list;
  }

  /**
   * All objects.
   *
   * @return in order
   */
  public Stream<Manifest> stream() {
    return list.stream();
  }

  @Override
  public Iterator<Manifest> iterator() {
    return list.iterator();
  }

  /**
   * All objects as YAML that {@code kubectl apply --server-side -f -} takes. It holds the secrets.
   *
   * @return documents, each begun by {@code ---}
   */
  public String toYaml() {
    StringBuilder out = new StringBuilder(65536);
    for (Manifest manifest : list) {
      out.append("---\n");
      manifest.appendYaml(out);
    }
    return out.toString();
  }

  /** Shows kinds and names alone. */
  @Override
  public String toString() {
    return "Manifests" + list;
  }
}
