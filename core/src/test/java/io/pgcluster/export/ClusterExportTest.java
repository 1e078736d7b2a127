package io.pgcluster.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import io.pgcluster.Golden;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.manifest.FixedSecrets;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PasswordEncryption;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.ServiceSettings;
import io.pgcluster.storage.CsiDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.yaml.Clusters;
import io.pgcluster.yaml.PgClusterYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Exports, read back by the programs they are for. */
class ClusterExportTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final PgCluster ORDERS = PgClusterBuilder.named("orders").standbys(2).build();

  private static ClusterExport export(PgCluster cluster) {
    return ClusterExport.of(cluster, "db", FixedSecrets.of(cluster));
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static SortedMap<String, JsonNode> parsed(String yaml) {
    TreeMap<String, JsonNode> objects = new TreeMap<>();
    for (String document : yaml.split("(?m)^---\\s*$")) {
      JsonNode object = YAML.readTree(document);
      if (object.isObject() && !object.isEmpty()) {
        objects.put(
            object.path("kind").asString() + " " + object.path("metadata").path("name").asString(),
            object);
      }
    }
    return objects;
  }

  private static SortedMap<String, JsonNode> expected(PgCluster cluster, ClusterSecrets secrets) {
    TreeMap<String, JsonNode> objects = new TreeMap<>();
    for (Manifest manifest : Manifests.of(cluster, "db", secrets)) {
      objects.put(manifest.kind() + " " + manifest.name(), JSON.readTree(manifest.json()));
    }
    return objects;
  }

  /** The chart of one description with the values of another is the manifests of the other. */
  private static void assertRenders(Path folder, PgCluster cluster, PgCluster other)
      throws IOException {
    ClusterSecrets secrets = FixedSecrets.of(cluster);
    write(folder, ClusterExport.of(cluster, "db", secrets).helm());
    Path values = folder.resolveSibling("values.yaml");
    Files.writeString(values, ClusterExport.of(other, "db", secrets).helm().get("values.yaml"));
    String rendered =
        new Helm(folder)
            .template()
            .withName("any")
            .withNamespace("db")
            .withValuesFile(values)
            .withValuesFile(folder.resolve("secrets.yaml"))
            .call();

    SortedMap<String, JsonNode> objects = parsed(rendered);
    SortedMap<String, JsonNode> expected = expected(other, secrets);
    assertThat(objects.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, object) -> assertThat(leaves(objects.get(name))).as(name).isEqualTo(leaves(object)));
  }

  /** Every scalar by its path. */
  private static SortedMap<String, String> leaves(@Nullable JsonNode node) {
    TreeMap<String, String> leaves = new TreeMap<>();
    if (node != null) {
      collect("", node, leaves);
    }
    return leaves;
  }

  private static void collect(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties().forEach(e -> collect(path + "/" + e.getKey(), e.getValue(), into));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        collect(path + "/" + i, node.get(i), into);
      }
    } else {
      into.put(path, node.toString());
    }
  }

  @Test
  void a_chart_renders_the_manifests(@TempDir Path folder) throws IOException {
    assertRenders(folder.resolve("chart"), ORDERS, ORDERS);
  }

  @Test
  void with_everything_set(@TempDir Path folder) throws IOException {
    assertRenders(folder.resolve("chart"), Clusters.full(), Clusters.full());
  }

  @Test
  void with_an_older_pgpool(@TempDir Path folder) throws IOException {
    PgCluster old =
        PgClusterBuilder.named("orders")
            .postgres(p -> p.passwordEncryption(PasswordEncryption.MD5))
            .router(r -> r.version("3.7").image("example.com/pgpool:3.7"))
            .build();

    assertRenders(folder.resolve("chart"), old, old);
  }

  @Test
  void values_are_the_usual_knobs(@TempDir Path folder) throws IOException {
    PgCluster other =
        ORDERS.toBuilder()
            .postgres(
                p ->
                    p.image("registry.example.com/postgres:17.2")
                        .parameter("work_mem", "8MB")
                        .parameter("log_line_prefix", "%m it's \\ ")
                        .parameter("shared_buffers", "256MB")
                        .parameter("auto_explain.log_min_duration", "1s"))
            .primary(
                p ->
                    p.storage(PvcStorage.size("50Gi").withStorageClass("fast"))
                        .resources(r -> r.request("cpu", "2").limit("memory", "4Gi"))
                        .nodeSelector("disk", "ssd")
                        .service(s -> s.annotation("a", "b")))
            .standbys(s -> s.count(12).service(v -> v.type(ServiceSettings.Type.LOAD_BALANCER)))
            .router(
                r ->
                    r.pods(3)
                        .parameter("num_init_children", "64")
                        .parameter("backend_weight0", "1")
                        .service(s -> s.type(ServiceSettings.Type.NODE_PORT).nodePort(30435)))
            .build();

    assertRenders(folder.resolve("chart"), ORDERS, other);
  }

  @Test
  void standbys_and_routers_can_go_and_come(@TempDir Path folder) throws IOException {
    PgCluster none = ORDERS.toBuilder().standbys(0).build();
    PgCluster values = none.toBuilder().parameter("max_wal_size", "4GB").build();
    write(folder.resolve("chart"), export(ORDERS).helm());
    String rendered =
        new Helm(folder.resolve("chart"))
            .template()
            .withName("any")
            .withNamespace("db")
            .withValuesFile(folder.resolve("chart/secrets.yaml"))
            .set("standbys.count", 0)
            .set("postgres.parameters.max_wal_size", "4GB")
            .call();

    SortedMap<String, JsonNode> expected = expected(values, FixedSecrets.of(ORDERS));
    assertThat(parsed(rendered).keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, object) ->
            assertThat(leaves(parsed(rendered).get(name)).entrySet())
                .as(name)
                .containsExactlyElementsOf(leaves(object).entrySet()));
  }

  @Test
  void disks_that_exist_fix_the_number_of_standbys(@TempDir Path folder) throws IOException {
    PgCluster disks =
        PgClusterBuilder.named("orders")
            .primary(p -> p.storage(disk("d-1")))
            .standbys(s -> s.storage(disk("d-2")))
            .build();

    assertRenders(folder.resolve("chart"), disks, disks);
    assertThat(String.join("\n", export(disks).helm().values()))
        .contains("fail \"standbys.count: there is a disk for each of 1 standbys\"");
  }

  private static CsiVolume disk(String id) {
    return CsiVolume.of("disk.example.com", "20Gi", CsiDisk.of(id, "zone-b"))
        .withZoneKey("disk.example.com/zone");
  }

  @Test
  void a_chart_has_no_secrets_but_in_their_file() {
    SortedMap<String, String> files = export(ORDERS).helm();
    String secrets = files.remove("secrets.yaml");

    assertThat(secrets).contains("pool-key");
    assertThat(String.join("\n", files.values()))
        .doesNotContain("not-a-secret", "bm90LWEtc2VjcmV0");
    assertThat(export(ORDERS).withoutSecrets().helm()).doesNotContainKey("secrets.yaml");
  }

  @Test
  void a_chart_is_as_it_was() {
    StringBuilder all = new StringBuilder();
    export(ORDERS)
        .helm()
        .forEach(
            (file, text) -> {
              if (!file.startsWith("files/postgres/") && !file.startsWith("files/pgpool/")) {
                all.append("=== ").append(file).append('\n').append(text);
              }
            });
    Golden.assertEqual(Path.of("src/test/resources/io/pgcluster/export/chart.txt"), all.toString());
  }

  @Test
  void yaml_by_file_is_the_manifests_in_order() {
    SortedMap<String, String> files = export(ORDERS).yaml();

    assertThat("---\n" + String.join("---\n", files.values()))
        .isEqualTo(Manifests.of(ORDERS, "db", FixedSecrets.of(ORDERS)).toYaml());
    assertThat(files.firstKey()).isEqualTo("00-configmap-orders.yaml");
  }

  @Test
  void secrets_can_be_left_out() {
    ClusterExport export = export(ORDERS).withoutSecrets();

    assertThat(String.join("\n", export.yaml().values())).doesNotContain("kind: Secret");
    assertThat(export.kustomize().keySet()).noneMatch(file -> file.contains("-secret-"));
  }

  @Test
  void a_kustomize_base_names_its_files() {
    SortedMap<String, String> files = export(ORDERS).kustomize();
    JsonNode base = YAML.readTree(files.get("kustomization.yaml"));

    List<String> resources = base.path("resources").valueStream().map(JsonNode::asString).toList();
    assertThat(base.path("kind").asString()).isEqualTo("Kustomization");
    files.remove("kustomization.yaml");
    assertThat(resources).isEqualTo(List.copyOf(files.keySet()));
  }

  @Test
  void json_is_read_back() {
    String json = export(Clusters.full()).json(PgClusterYaml.standard());

    assertThat(JSON.readTree(json).path("name").asString()).isEqualTo(Clusters.full().name());
    assertThat(PgClusterYaml.standard().write(PgClusterYaml.standard().read(json)))
        .isEqualTo(
            PgClusterYaml.standard()
                .write(
                    PgClusterYaml.standard()
                        .read(PgClusterYaml.standard().write(Clusters.full()))));
  }

  @Test
  void nothing_shows_a_secret() {
    assertThat(export(ORDERS)).hasToString("ClusterExport[orders to db]");
    assertThat(Optional.of(export(ORDERS)).toString()).doesNotContain("not-a-secret");
  }
}
