package io.pgcluster.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class HelmChartIT {
  private static final YAMLMapper YAML = new YAMLMapper();

  @TempDir private Path folder;

  private static Map<String, JsonNode> objects(String yaml) {
    Map<String, JsonNode> objects = new TreeMap<>();
    for (String document : yaml.split("(?m)^---\n")) {
      JsonNode object = YAML.readTree(document);
      if (!object.isMissingNode() && !object.isEmpty()) {
        String name = object.path("metadata").path("name").asString("");
        assertThat(objects.put(object.path("kind").asString("") + "/" + name, object)).isNull();
      }
    }
    return objects;
  }

  @Test
  void helm_renders_the_objects_that_the_library_makes() throws IOException {
    PgCluster cluster = Article.cluster();
    Manifests manifests = Manifests.of(cluster, "db", SecretsFile.make(cluster));

    HelmChart chart = HelmChart.write(manifests, Article.NAME, "db", folder);

    Map<String, JsonNode> rendered = objects(chart.render());
    Map<String, JsonNode> ours = objects(manifests.toYaml());
    assertThat(rendered.keySet()).isEqualTo(ours.keySet()).hasSize(manifests.list().size());
    assertThat(rendered).allSatisfy((name, object) -> assertThat(object).isEqualTo(ours.get(name)));
  }

  /** Else Helm would have less to do than a chart that somebody can use. */
  @Test
  void the_chart_takes_names_and_values() throws IOException {
    PgCluster cluster = Article.cluster();
    HelmChart.write(
        Manifests.of(cluster, "db", SecretsFile.make(cluster)), Article.NAME, "db", folder);

    Path values = folder.resolve("values.yaml");
    Files.writeString(values, Files.readString(values).replace("30435", "30001"));

    assertThat(HelmChart.render(folder, "orders", "shop"))
        .contains("name: orders-primary", "namespace: shop", "nodePort: 30001")
        .doesNotContain(Article.NAME + "-", "namespace: db");
  }
}
