package io.pgcluster.export;

import io.pgcluster.internal.YamlText;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.yaml.PgClusterYaml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A cluster for other tools. Each call gives files by their paths; the same bytes for the same
 * description and secrets. Immutable and thread-safe.
 *
 * <p>The files of {@link #yaml()} and {@link #kustomize()} hold the secrets, unless {@link
 * #withoutSecrets()} was said; a Helm chart has them in a file of values of their own.
 *
 * @since 0.1
 */
public final class ClusterExport {
  private static final class Mapper {
    static final JsonMapper JSON =
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  }

  private final PgCluster cluster;
  private final String namespace;
  private final ClusterSecrets secrets;
  private final boolean withSecrets;

  private ClusterExport(
      PgCluster cluster, String namespace, ClusterSecrets secrets, boolean withSecrets) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.secrets = secrets;
    this.withSecrets = withSecrets;
  }

  /**
   * An export.
   *
   * @param cluster the description
   * @param namespace where it is to run
   * @param secrets as {@link ClusterSecrets#complete} makes them, or those of a running cluster
   * @return with secrets
   */
  public static ClusterExport of(PgCluster cluster, String namespace, ClusterSecrets secrets) {
    return new ClusterExport(cluster, namespace, secrets, true);
  }

  /**
   * The same for a repository: Secrets are left out, and have to be in the namespace before.
   *
   * @return the changed copy
   */
  public ClusterExport withoutSecrets() {
    return new ClusterExport(cluster, namespace, secrets, false);
  }

  /**
   * One file for each object, in the order in which they are applied.
   *
   * @return such as {@code 03-configmap-orders-postgres.yaml}
   */
  public SortedMap<String, String> yaml() {
    TreeMap<String, String> files = new TreeMap<>();
    List<Manifest> kept = new ArrayList<>();
    for (Manifest manifest : Manifests.of(cluster, namespace, secrets)) {
      if (withSecrets || !manifest.kind().equals("Secret")) {
        kept.add(manifest);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      Manifest manifest = kept.get(i);
      files.put(
          "%02d-%s-%s.yaml".formatted(i, manifest.kind().toLowerCase(Locale.ROOT), manifest.name()),
          manifest.toYaml());
    }
    return files;
  }

  /**
   * A kustomize base: the files of {@link #yaml()} and a {@code kustomization.yaml}.
   *
   * @return the files of one folder
   */
  public SortedMap<String, String> kustomize() {
    SortedMap<String, String> files = yaml();
    Map<String, Object> kustomization = new LinkedHashMap<>();
    kustomization.put("apiVersion", "kustomize.config.k8s.io/v1beta1");
    kustomization.put("kind", "Kustomization");
    kustomization.put("namespace", namespace);
    kustomization.put("resources", List.copyOf(files.keySet()));
    StringBuilder text = new StringBuilder();
    YamlText.append(kustomization, text);
    files.put("kustomization.yaml", text.toString());
    return files;
  }

  /**
   * A Helm 3 chart: images, counts, parameters, resources, placement, storage and Services are its
   * values; names are the cluster's. Rendered with the values it comes with, it is the manifests,
   * to the last field.
   *
   * @return the files of one folder; {@code secrets.yaml} in it is the file of values with the
   *     secrets, to be given by {@code -f} and kept apart from the chart
   */
  public SortedMap<String, String> helm() {
    return HelmChart.files(cluster, namespace, secrets, withSecrets);
  }

  /**
   * The description as JSON, which {@link PgClusterYaml#read(String)} takes too.
   *
   * @param form knows the kinds of storage of the description
   * @return without secrets
   */
  public String json(PgClusterYaml form) {
    return Mapper.JSON.writeValueAsString(form.tree(cluster)) + "\n";
  }

  /** Without secrets. */
  @Override
  public String toString() {
    return "ClusterExport[%s to %s]".formatted(cluster.name(), namespace);
  }
}
