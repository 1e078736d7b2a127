package io.pgcluster.yaml;

import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON Schema (draft 2020-12) of the YAML form, for editors and other checkers. It is also the
 * resource {@code /io/pgcluster/yaml/pgcluster.schema.json}.
 *
 * @since 0.1
 */
public final class PgClusterSchema {
  private static final DefaultIndenter TWO_SPACES = new DefaultIndenter("  ", "\n");
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private PgClusterSchema() {}

  /**
   * The schema with the kinds of storage of this module. {@link PgClusterYaml#schema()} has those
   * that are registered.
   *
   * @return JSON, always the same bytes
   */
  public static String json() {
    return PgClusterYaml.standard().schema();
  }

  static String render(
      Section<PgClusterBuilder, PgCluster> table, Map<String, Object> definitions) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "PgCluster");
    schema.put("description", "A PostgreSQL cluster: a primary, standbys and pgpool in front");
    schema.putAll(table.schema(List.of("name")));
    schema.put("$defs", definitions);
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withObjectIndenter(TWO_SPACES).withArrayIndenter(TWO_SPACES);
    return MAPPER.writer().with(printer).writeValueAsString(schema) + "\n";
  }
}
