package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.chart.LiveChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the chart of 2018 left in a namespace; writes nothing. */
final class ChartReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Map<Kind, Class<? extends HasMetadata>> KINDS =
      Map.of(
          Kind.DEPLOYMENT, Deployment.class,
          Kind.STATEFUL_SET, StatefulSet.class,
          Kind.SERVICE, Service.class,
          Kind.SECRET, Secret.class,
          Kind.CONFIG_MAP, ConfigMap.class,
          Kind.CLAIM, PersistentVolumeClaim.class);

  private ChartReader() {}

  static LiveChart read(KubeApi api) {
    List<CompletableFuture<JsonNode>> lists = new ArrayList<>();
    List<Class<? extends HasMetadata>> types = new ArrayList<>();
    KINDS.forEach(
        (kind, type) -> {
          lists.add(api.list(kind, Map.of()));
          types.add(type);
        });
    List<HasMetadata> objects = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      for (JsonNode item : Existing.items(Futures.get(lists.get(i)))) {
        objects.add(JSON.treeToValue(item, types.get(i)));
      }
    }
    List<String> volumes =
        objects.stream()
            .filter(PersistentVolumeClaim.class::isInstance)
            .map(c -> ((PersistentVolumeClaim) c).getSpec().getVolumeName())
            .filter(name -> name != null && !name.isEmpty())
            .toList();
    for (String volume : volumes) {
      volume(api, volume, objects);
    }
    return LiveChart.of(api.namespace(), objects);
  }

  /** In no namespace, so perhaps not for this user: the claim says the disk too, by convention. */
  private static void volume(KubeApi api, String name, List<HasMetadata> into) {
    try {
      Futures.get(api.get(Kind.PERSISTENT_VOLUME, name))
          .ifPresent(volume -> into.add(JSON.treeToValue(volume, PersistentVolume.class)));
    } catch (KubernetesApiException e) {
      if (e.status().filter(status -> status == 403).isEmpty()) {
        throw e;
      }
    }
  }
}
