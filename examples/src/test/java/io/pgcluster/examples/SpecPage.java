package io.pgcluster.examples;

import io.pgcluster.image.Image;
import io.pgcluster.spec.Database;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.spec.Role;
import io.pgcluster.spec.Toleration;
import io.pgcluster.storage.StorageKind;
import io.pgcluster.yaml.PgClusterYaml;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Every key of the YAML form as tables: keys and types from the JSON Schema, defaults from what a
 * cluster with nothing but a name is written as, and words from the schema or, where a key is a
 * component of a record, from that record's Javadoc.
 */
final class SpecPage {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(EnumFeature.WRITE_ENUMS_USING_TO_STRING).build();
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final JsonNode NOTHING = JSON.createObjectNode();

  private final List<StorageKind> storage;
  private final JsonNode schema;
  private final JsonNode defaults;

  /** The records that keys below those of the tables are components of, by path. */
  private final Map<String, RecordDocs> records;

  private final StringBuilder out = new StringBuilder();

  /** The page for a form, and the kinds of storage that it knows. */
  SpecPage(PgClusterYaml form, List<StorageKind> storage) {
    this.storage = storage;
    this.schema = JSON.readTree(form.schema());
    this.defaults = YAML.readTree(form.write(PgClusterBuilder.named("orders").build()));
    PgCluster one =
        form.read("{name: orders, postgres: {hba: [{type: local, method: scram-sha-256}]}}");
    RecordDocs role = RecordDocs.of(Role.named("app"));
    this.records =
        Map.of(
            "image",
            new RecordDocs(Image.class, Optional.empty()),
            "superuser",
            role,
            "replication",
            role,
            "roles[]",
            role,
            "databases[]",
            RecordDocs.of(Database.named("app")),
            "tolerations[]",
            RecordDocs.of(Toleration.equal("", "", "")),
            "spread",
            RecordDocs.of(one.primary().pod().spread()),
            "hbaRule",
            RecordDocs.of(one.postgres().hba().get(0)));
  }

  String text() {
    Map<String, JsonNode> alone = new LinkedHashMap<>();
    for (var key : schema.get("properties").properties()) {
      if (key.getValue().has("properties")) {
        section(key.getKey(), key.getValue(), defaults.path(key.getKey()));
      } else {
        alone.put(key.getKey(), key.getValue());
      }
    }
    String sections = out.toString();
    out.setLength(0);
    table();
    alone.forEach((key, node) -> row(key, node, "required", ""));
    out.append(sections);
    JsonNode definitions = schema.get("$defs");
    section("pod", definitions.get("pod"), defaults.at("/primary/pod"));
    section("service", definitions.get("service"), defaults.at("/primary/service"));
    section("hbaRule", definitions.get("hbaRule"), NOTHING);
    out.append("\n## storage\nOne of these, told apart by `type`.\n");
    JsonNode kinds = definitions.get("storage");
    for (JsonNode kind : kinds.has("oneOf") ? kinds.get("oneOf") : List.of(kinds)) {
      kind(kind);
    }
    return out.toString();
  }

  private void section(String name, JsonNode node, JsonNode values) {
    out.append("\n## ").append(name).append('\n');
    if (node.has("description")) {
      out.append(node.get("description").asString()).append(".\n");
    }
    out.append('\n');
    table();
    rows("", node, values, Optional.ofNullable(records.get(name)));
  }

  private void kind(JsonNode node) {
    String type = node.at("/properties/type/const").asString();
    Record prototype =
        storage.stream()
            .filter(kind -> kind.type().equals(type))
            .map(kind -> (Record) kind.prototype())
            .findFirst()
            .orElseThrow(() -> new AssertionError("no prototype for storage of type " + type));
    out.append("\n### ").append(type).append('\n');
    out.append(SourceDocs.firstSentence(prototype.getClass())).append("\n\n");
    table();
    rows("", node, NOTHING, Optional.of(RecordDocs.of(prototype)));
  }

  private void table() {
    out.append("| key | type | default | what it is |\n|---|---|---|---|\n");
  }

  private void rows(String prefix, JsonNode node, JsonNode values, Optional<RecordDocs> owner) {
    for (var entry : node.get("properties").properties()) {
      String key = entry.getKey();
      if (entry.getValue().has("const")) {
        continue; // the type of a storage is the table's name
      }
      JsonNode value = values.path(key);
      String given =
          value.isMissingNode()
              ? owner.flatMap(o -> o.value(key)).map(SpecPage::written).orElse("")
              : code(value);
      row(
          prefix + key,
          entry.getValue(),
          isRequired(node, key) ? "required" : given,
          owner.map(o -> o.about(key)).orElse(""));
      below(prefix + key, entry.getValue(), value, owner.flatMap(o -> o.below(key)));
    }
  }

  private void below(String name, JsonNode node, JsonNode value, Optional<RecordDocs> record) {
    if (name.endsWith("affinity")) {
      return;
    }
    if (node.has("properties")) {
      rows(name + ".", node, value, record.or(() -> Optional.ofNullable(records.get(name))));
    } else if (node.at("/items/properties").isObject()) {
      String item = name + "[]";
      rows(
          item + ".",
          node.get("items"),
          NOTHING,
          record.or(() -> Optional.ofNullable(records.get(item))));
    } else if (node.has("anyOf")) {
      node.get("anyOf").forEach(option -> below(name, option, NOTHING, record));
    }
  }

  /** A default as the YAML form writes it. What a record has stands with its own keys. */
  private static String written(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(SpecPage::written).orElse("");
    }
    if (value instanceof Collection<?> list) {
      return list.isEmpty() || list.iterator().next() instanceof Record
          ? ""
          : code(JSON.valueToTree(list.stream().map(SpecPage::word).toList()));
    }
    return value instanceof Record || value.equals("") ? "" : code(JSON.valueToTree(word(value)));
  }

  private static Object word(Object value) {
    return value instanceof Enum<?> word && word.toString().equals(word.name())
        ? word.name().toLowerCase(Locale.ROOT)
        : value;
  }

  private void row(String name, JsonNode node, String missing, String ofRecord) {
    String said = node.has("description") ? node.get("description").asString() : capital(ofRecord);
    // The column beside it has the default.
    String about = said.replaceFirst("[;,] default .*?(?=\\. [A-Z]|$)", "");
    if (about.isEmpty()) {
      throw new AssertionError("nothing says what " + name + " is");
    }
    out.append("| `%s` | %s | %s | %s |\n".formatted(name, type(node), missing, about));
  }

  private static String capital(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  private static boolean isRequired(JsonNode node, String key) {
    for (JsonNode required : node.path("required")) {
      if (required.asString().equals(key)) {
        return true;
      }
    }
    return false;
  }

  private static String code(JsonNode value) {
    if (value.isMissingNode() || value.isNull() || value.isEmpty() && !value.isValueNode()) {
      return "";
    }
    // Compact JSON as YAML's flow style; a text that looks like a number keeps its quotes.
    String json = value.toString();
    boolean number = json.matches("\"[0-9.]+\"");
    String flow = json.replaceAll(":(?=[\\[{\"])", ": ").replace(",", ", ").replace("\"", "");
    return "`" + (number ? json : flow) + "`";
  }

  private static String type(JsonNode node) {
    if (node.has("$ref")) {
      String name = node.get("$ref").asString().replaceFirst(".*/", "");
      return "[%s](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
    }
    if (node.has("anyOf")) {
      List<String> options = new ArrayList<>();
      node.get("anyOf").forEach(option -> options.add(type(option)));
      return String.join(" or ", options);
    }
    if (node.has("enum")) {
      List<String> words = new ArrayList<>();
      node.get("enum").forEach(word -> words.add("`" + word.asString() + "`"));
      return String.join(", ", words);
    }
    if (node.get("type").isArray()) {
      return "text";
    }
    return switch (node.get("type").asString()) {
      case "string" -> "text";
      case "integer" -> "number";
      case "boolean" -> "true or false";
      case "array" -> "list of " + plural(node.get("items"));
      default ->
          node.path("additionalProperties").isObject()
              ? "map of " + plural(node.get("additionalProperties"))
              : "map";
    };
  }

  private static String plural(JsonNode items) {
    String one = type(items);
    return switch (one) {
      case "text" -> "texts";
      case "map" -> "maps";
      default -> one;
    };
  }
}
