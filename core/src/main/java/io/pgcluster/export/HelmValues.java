package io.pgcluster.export;

import io.pgcluster.spec.InstanceGroup;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PodSettings;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.spec.Toleration;
import io.pgcluster.storage.PvcStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The chart's values.yaml: what the description says of the usual knobs. */
final class HelmValues {
  private static final String HEAD =
      """
      # postgres.parameters and router.parameters: texts, as in postgresql.conf and pgpool.conf.
      # standbys.count and router.pods: connections, WAL senders and backends follow them.
      # secrets: the data of the Secrets, from a file of its own; without them they have to be there.
      """;

  private final PgCluster cluster;

  HelmValues(PgCluster cluster) {
    this.cluster = cluster;
  }

  String text() {
    return HEAD + HelmChart.yaml(tree());
  }

  private Map<String, Object> tree() {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Object> postgres = new LinkedHashMap<>();
    postgres.put("image", cluster.postgres().image().reference());
    postgres.put("parameters", cluster.postgres().parameters());
    values.put("postgres", postgres);
    values.put("primary", group(cluster.primary(), Optional.empty()));
    if (cluster.standbys().count() > 0) {
      values.put("standbys", group(cluster.standbys(), Optional.of(cluster.standbys().count())));
    }
    if (cluster.router().pods() > 0) {
      Map<String, Object> router = new LinkedHashMap<>();
      router.put("pods", cluster.router().pods());
      router.put("image", cluster.router().image().reference());
      router.put("parameters", cluster.router().parameters());
      pod(cluster.router().pod(), router);
      router.put("service", service(cluster.router().service()));
      values.put("router", router);
    }
    values.put("imagePullPolicy", cluster.kubernetes().imagePullPolicy());
    values.put("secrets", Map.of());
    return values;
  }

  private static Map<String, Object> group(InstanceGroup group, Optional<Integer> count) {
    Map<String, Object> values = new LinkedHashMap<>();
    count.ifPresent(n -> values.put("count", n));
    pod(group.pod(), values);
    values.put("service", service(group.service()));
    if (group.storage() instanceof PvcStorage pvc) {
      Map<String, Object> storage = new LinkedHashMap<>();
      storage.put("size", pvc.size());
      storage.put("storageClass", pvc.storageClass().orElse(""));
      values.put("storage", storage);
    }
    return values;
  }

  private static void pod(PodSettings pod, Map<String, Object> values) {
    Map<String, Object> resources = new LinkedHashMap<>();
    if (!pod.resources().limits().isEmpty()) {
      resources.put("limits", pod.resources().limits());
    }
    if (!pod.resources().requests().isEmpty()) {
      resources.put("requests", pod.resources().requests());
    }
    values.put("resources", resources);
    values.put("nodeSelector", pod.nodeSelector());
    List<Object> tolerations = new ArrayList<>();
    for (Toleration toleration : pod.tolerations()) {
      tolerations.add(Templates.toleration(toleration));
    }
    values.put("tolerations", tolerations);
  }

  private static Map<String, Object> service(ServiceSettings service) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("type", service.type().toString());
    values.put("nodePort", service.nodePort().orElse(0));
    values.put("annotations", service.annotations());
    return values;
  }
}
