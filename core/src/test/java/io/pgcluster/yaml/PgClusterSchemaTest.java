package io.pgcluster.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.pgcluster.Golden;
import io.pgcluster.InvalidSpecException;
import io.pgcluster.Violation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PgClusterSchemaTest {
  private static final Path GOLDEN =
      Path.of("src/main/resources/io/pgcluster/yaml/pgcluster.schema.json");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final JsonNode ROOT = JSON.readTree(PgClusterSchema.json());

  private static List<String> errors(String yaml) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(PgClusterSchema.json(), InputFormat.JSON);
    return schema.validate(yaml, InputFormat.YAML).stream().map(Object::toString).toList();
  }

  @Test
  void the_resource_is_what_the_tables_say() {
    Golden.assertEqual(GOLDEN, PgClusterSchema.json());
    assertThat(PgClusterSchema.class.getResource("pgcluster.schema.json")).isNotNull();
  }

  @Test
  void what_is_written_is_valid() {
    assertThat(errors(PgClusterYaml.standard().write(Clusters.full()))).isEmpty();
  }

  @Test
  void a_name_is_enough_and_needed() {
    assertThat(errors("name: orders")).isEmpty();
    assertThat(errors("router: {pods: 2}")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: a\nverzion: 1",
        "name: a\nstandbys: 2",
        "name: a\nrouter: {version: 4.6}",
        "name: a\nprimary: {storage: {type: floppy}}",
        "name: a\naccess: {roles: [{password: x}]}",
        "name: a\nprimary: {pod: {affinity: {x: {}}}}",
        "name: a\nrouter: {service: {type: nodeport}}"
      })
  void what_the_reader_refuses_by_its_form_the_schema_refuses_too(String yaml) {
    assertThat(errors(yaml)).isNotEmpty();
    assertThat(
            catchThrowableOfType(
                InvalidSpecException.class, () -> PgClusterYaml.standard().read(yaml)))
        .isNotNull();
  }

  /**
   * All keys of the schema, as paths such as {@code access.roles[0].name}, and {@code
   * primary.storage<csi>.driver} where they depend on a type.
   */
  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    collect(ROOT, "", keys);
    return keys;
  }

  private static void collect(JsonNode schema, String path, List<String> keys) {
    JsonNode here = schema;
    if (schema.has("$ref")) {
      here = ROOT.at(schema.get("$ref").asString().substring(1));
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (here.has(choice)) {
        here.get(choice).forEach(option -> collect(option, path + ofType(option), keys));
      }
    }
    if (here.has("items")) {
      collect(here.get("items"), path + "[0]", keys);
    }
    if (here.has("properties")) {
      for (var property : here.get("properties").properties()) {
        String key = Violation.path(path, property.getKey());
        keys.add(key);
        collect(property.getValue(), key, keys);
      }
    }
  }

  private static String ofType(JsonNode option) {
    JsonNode type = option.path("properties").path("type").path("const");
    return type.isString() ? "<" + type.asString() + ">" : "";
  }

  private static String withoutTypes(String key) {
    return key.replaceAll("<[a-z-]+>", "");
  }

  @Test
  void the_schema_has_keys() {
    assertThat(keys())
        .contains(
            "name",
            "primary.storage<pvc>.type",
            "primary.storage<pvc>.selector.matchExpressions[0].key",
            "standbys.storage<csi>.disks[0].handle",
            "standbys.storage<csi>.mount.options",
            "standbys.storage<ephemeral>.memory",
            "standbys.pod.tolerations[0].seconds",
            "access.roles[0].password",
            "postgres.image.contract.uid")
        .hasSizeGreaterThan(200);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void the_reader_knows_each_key_of_the_schema(String key) {
    assertThat(problems(document(key, null))).noneMatch(p -> p.contains("is not a key"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void the_reader_knows_no_other_key_beside_it(String key) {
    String sibling = key.replaceAll("[A-Za-z]+$", "nobodyHasThisKey");

    assertThat(problems(document(sibling, null)))
        .anyMatch(p -> p.startsWith(withoutTypes(sibling) + ": is not a key"));
    assertThat(errors(document(sibling, "x"))).isNotEmpty();
  }

  private static List<String> problems(String document) {
    InvalidSpecException refusal =
        catchThrowableOfType(
            InvalidSpecException.class, () -> PgClusterYaml.standard().read(document));
    return refusal == null
        ? List.of()
        : refusal.violations().stream().map(Violation::toString).toList();
  }

  private static void storage(String part, Map<String, Object> into) {
    String type = part.replaceAll("storage<(.*)>", "$1");
    into.put("type", type);
    if (type.equals("csi")) {
      into.put("driver", "disks.example.com");
      into.put("disks", List.of());
      into.put("size", "1Gi");
    }
  }

  /** A document that gives one key, and what is needed to get there. */
  private static String document(String path, Object value) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("name", "a");
    Map<String, Object> here = root;
    String[] parts = path.split("\\.");
    for (int i = 0; i < parts.length - 1; i++) {
      Map<String, Object> below = new LinkedHashMap<>();
      boolean list = parts[i].endsWith("[0]");
      String key = withoutTypes(parts[i]).replace("[0]", "");
      here.put(key, list ? List.of(below) : below);
      if (key.equals("storage")) {
        storage(parts[i], below);
      } else if (list && List.of("roles", "databases").contains(key)) {
        below.put("name", "x");
      }
      here = below;
    }
    here.put(parts[parts.length - 1], value);
    return JSON.writeValueAsString(root);
  }
}
