package io.pgcluster.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.pgcluster.Golden;
import io.pgcluster.PgClusterException;
import io.pgcluster.internal.TextResource;
import io.pgcluster.runtime.Impact;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** An installation of the chart, told by its objects, and how it moves. */
class LiveChartTest {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "PersistentVolume", PersistentVolume.class,
          "PersistentVolumeClaim", PersistentVolumeClaim.class,
          "Secret", Secret.class,
          "ConfigMap", ConfigMap.class,
          "Service", Service.class,
          "Deployment", Deployment.class,
          "StatefulSet", StatefulSet.class);

  private static final ChartDisk DISK =
      (id, size, zone) ->
          CsiVolume.of("diskplugin.csi.alibabacloud.com", size, CsiDisk.of(id, zone))
              .withZoneKey("topology.diskplugin.csi.alibabacloud.com/zone");

  private static List<HasMetadata> objects() {
    JsonNode list =
        YAMLMapper.builder().build().readTree(TextResource.read(LiveChartTest.class, "live.yaml"));
    List<HasMetadata> objects = new ArrayList<>();
    for (JsonNode item : list.path("items")) {
      objects.add(
          JsonMapper.builder()
              .build()
              .treeToValue(item, Objects.requireNonNull(KINDS.get(item.path("kind").asString()))));
    }
    return objects;
  }

  @Test
  void is_read_whatever_its_objects_are_called() {
    LiveChart live = LiveChart.of("db", objects());
    PgCluster cluster = live.importWith(DISK).read().cluster();

    assertThat(live.deployment()).isEqualTo("primary");
    assertThat(live.statefulSet()).contains("replica");
    assertThat(live.router()).contains("pgpool");
    assertThat(live.flexVolume()).isTrue();
    assertThat(live.zone()).contains("cn-hangzhou-h");
    assertThat(live.dataFolder()).isEqualTo("primary-deployment");
    assertThat(cluster.name()).isEqualTo("pgsql");
    assertThat(cluster.primary().storage())
        .isEqualTo(DISK.of("d-bp1j17ifxfasvts3tf40", "20Gi", "cn-hangzhou-h"));
    assertThat(cluster.access().superuser().password())
        .hasValueSatisfying(p -> assertThat(p.reveal()).isEqualTo("root secret"));
    assertThat(cluster.access().roles().get(0).password())
        .hasValueSatisfying(p -> assertThat(p.reveal()).isEqualTo("user secret"));
    assertThat(cluster.router().service().nodePort()).hasValue(30437);
    assertThat(cluster.router().parameters()).containsEntry("num_init_children", "16");
    assertThat(live.importWith(DISK).read().render())
        .contains("PostgreSQL 10 of centos7-10.4-2.0.0")
        .contains("the hash of postgres is not that of config.PG_ROOT_PASSWORD")
        .doesNotContain("user secret", "root secret", "primary secret");
  }

  @Test
  void its_move_keeps_the_disk() {
    LiveChart live = LiveChart.of("db", objects());
    MovePlan plan = MovePlan.of(live, live.importWith(DISK).read().cluster());

    Golden.assertEqual(Path.of("src/test/resources/io/pgcluster/chart/move.txt"), plan.render());
    assertThat(plan.steps()).filteredOn(s -> s.impact() == Impact.DATA_LOSS).hasSize(1);
    assertThat(plan.steps().get(plan.steps().size() - 1).impact()).isEqualTo(Impact.DATA_LOSS);
    assertThat(plan + plan.render() + live)
        .doesNotContain("user secret", "root secret", "primary secret");
  }

  @Test
  void without_the_right_to_see_volumes_the_claim_says_the_disk() {
    List<HasMetadata> seen = objects();
    seen.removeIf(PersistentVolume.class::isInstance);
    LiveChart live = LiveChart.of("db", seen);

    assertThat(live.zone()).isEmpty();
    assertThat(live.values()).containsEntry("primary.pv.volumeId", "d-bp1j17ifxfasvts3tf40");
  }

  @Test
  void nothing_and_too_much_are_refused() {
    assertThatThrownBy(() -> LiveChart.of("db", List.of()))
        .isInstanceOf(PgClusterException.class)
        .hasMessage(
            "chart of 2018 in namespace db: no Deployment has PG_MODE=primary, so the chart is not installed there");
    List<HasMetadata> twice = objects();
    twice.addAll(objects());
    assertThatThrownBy(() -> LiveChart.of("db", twice))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("has [primary, primary], each a Deployment with PG_MODE=primary");
  }

  @Test
  void a_claim_without_a_volume_has_nothing_to_move() {
    List<HasMetadata> unbound = objects();
    unbound.stream()
        .filter(PersistentVolumeClaim.class::isInstance)
        .forEach(c -> ((PersistentVolumeClaim) c).getSpec().setVolumeName(null));
    LiveChart live = LiveChart.of("db", unbound);
    PgCluster cluster =
        live.importWith(DISK).set("primary.pv.volumeId", "d-bp1j17ifxfasvts3tf40").read().cluster();

    assertThatThrownBy(() -> MovePlan.of(live, cluster))
        .isInstanceOf(PgClusterException.class)
        .hasMessageContaining("claim primary-pvc in namespace db: is bound to no volume");
  }
}
