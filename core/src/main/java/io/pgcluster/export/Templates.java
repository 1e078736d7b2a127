package io.pgcluster.export;

import io.pgcluster.manifest.Annotations;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.Toleration;
import io.pgcluster.storage.PvcStorage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Makes a template of a manifest. */
final class Templates {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final TypeReference<LinkedHashMap<String, Object>> TREE = new TypeReference<>() {};
  private static final String ANNOTATIONS = "annotations";

  private final PgCluster cluster;
  private final String namespace;
  private final ObjectNames names;
  private final boolean fixedStandbys;
  private final Expressions expressions = new Expressions();

  /**
   * @param fixedStandbys whether each standby has a disk or a claim of its own that exists
   */
  Templates(PgCluster cluster, String namespace, boolean fixedStandbys) {
    this.fixedStandbys = fixedStandbys;
    this.cluster = cluster;
    this.namespace = namespace;
    this.names = new ObjectNames(cluster.name());
  }

  static Map<String, Object> tree(Manifest manifest) {
    return JSON.readValue(manifest.json(), TREE);
  }

  /** Which of the chart's values a Secret is. */
  static String secretKey(String name, PgCluster cluster) {
    ObjectNames names = new ObjectNames(cluster.name());
    return name.equals(names.credentials())
        ? "credentials"
        : name.equals(names.bootstrap()) ? "bootstrap" : "router";
  }

  static Map<String, Object> toleration(Toleration toleration) {
    Map<String, Object> tree = new LinkedHashMap<>();
    if (!toleration.effect().isEmpty()) {
      tree.put("effect", toleration.effect());
    }
    if (!toleration.key().isEmpty()) {
      tree.put("key", toleration.key());
    }
    tree.put("operator", toleration.operator().toString());
    toleration.seconds().ifPresent(seconds -> tree.put("tolerationSeconds", seconds));
    if (!toleration.value().isEmpty()) {
      tree.put("value", toleration.value());
    }
    return tree;
  }

  /** The template; empty for a standby's Service but the first, which stands for all. */
  Optional<String> of(Manifest manifest) {
    Map<String, Object> tree = tree(manifest);
    namespaces(tree);
    return switch (manifest.kind()) {
      case "Secret" -> Optional.of(secret(manifest.name(), tree));
      case "ConfigMap" -> Optional.of(guarded(manifest, configMap(manifest.name(), tree)));
      case "Service" -> service(manifest, tree);
      case "NetworkPolicy" -> Optional.of(guarded(manifest, policy(manifest.name(), tree)));
      case "StatefulSet", "Deployment" ->
          Optional.of(guarded(manifest, workload(manifest.name(), tree)));
      default -> Optional.of(guarded(manifest, expressions.template(tree)));
    };
  }

  /** An object that is there only with standbys, or with routers. */
  private String guarded(Manifest manifest, String template) {
    String name = manifest.name();
    if (name.equals(names.replica())) {
      return when("gt (int .Values.standbys.count) 0", template);
    }
    return name.equals(names.router())
        ? when("gt (int .Values.router.pods) 0", template)
        : template;
  }

  private static String when(String condition, String template) {
    return "{{- if %s }}\n%s{{- end }}\n".formatted(condition, template);
  }

  private void namespaces(Map<String, Object> tree) {
    for (Map.Entry<String, Object> entry : tree.entrySet()) {
      if (entry.getKey().equals("namespace") && namespace.equals(entry.getValue())) {
        entry.setValue(expressions.value(".Release.Namespace"));
      } else if (entry.getValue() instanceof Map<?, ?>) {
        namespaces(map(tree, entry.getKey()));
      }
    }
  }

  private String secret(String name, Map<String, Object> tree) {
    String key = ".Values.secrets." + secretKey(name, cluster);
    tree.put("data", expressions.value(key));
    String template = when(key, expressions.template(tree));
    return name.equals(names.router())
        ? when("gt (int .Values.router.pods) 0", template)
        : template;
  }

  private String configMap(String name, Map<String, Object> tree) {
    if (name.equals(names.owner())) {
      return expressions.template(tree);
    }
    boolean router = name.equals(names.router());
    Map<String, Object> data = map(tree, "data");
    String own = router ? "pgpool.conf" : "postgresql.conf";
    for (Map.Entry<String, Object> file : data.entrySet()) {
      String folder = router ? "files/pgpool/" : "files/postgres/";
      file.setValue(
          expressions.value(
              file.getKey().equals(own)
                  ? "include \"pgcluster.%s\" .".formatted(own)
                  : ".Files.Get \"%s%s\"".formatted(folder, file.getKey())));
    }
    return expressions.template(tree);
  }

  private Optional<String> service(Manifest manifest, Map<String, Object> tree) {
    String name = manifest.name();
    if (isOfStandby(name)) {
      return name.equals(names.replica() + "-0")
          ? Optional.of(standbyServices(tree))
          : Optional.empty();
    }
    String values = values(name);
    if (values.isEmpty()) {
      return Optional.of(expressions.template(tree));
    }
    Map<String, Object> meta = map(tree, "metadata");
    String given = "(%s.service.annotations | default dict)".formatted(values);
    Object base = meta.get(ANNOTATIONS);
    meta.put(
        ANNOTATIONS,
        expressions.optional(
            base == null ? given : "merge %s (fromJson %s)".formatted(given, quoted(base))));
    Map<String, Object> spec = map(tree, "spec");
    spec.put("type", expressions.value(values + ".service.type"));
    Map<String, Object> port = first(spec, "ports");
    port.put("nodePort", expressions.optional(values + ".service.nodePort"));
    return Optional.of(guarded(manifest, expressions.template(tree)));
  }

  private boolean isOfStandby(String name) {
    return name.startsWith(names.replica() + "-");
  }

  private String standbyServices(Map<String, Object> tree) {
    String pod = expressions.value("$pod");
    map(tree, "metadata").put("name", pod);
    map(map(tree, "spec"), "selector").put("statefulset.kubernetes.io/pod-name", pod);
    String each = expressions.template(tree).replace(".Release", "$.Release");
    return when(
        "gt (int .Values.router.pods) 0",
        "{{- range until (int .Values.standbys.count) }}\n"
            + "{{- $pod := printf \"%s-%%d\" . }}\n".formatted(names.replica())
            + "---\n"
            + each
            + "{{- end }}\n");
  }

  private String policy(String name, Map<String, Object> tree) {
    Map<String, Object> rule = first(map(tree, "spec"), "ingress");
    Object from = rule.remove("from"); // put at the end: what begins an item has no line of its own
    String inside = "eq %s.service.type \"ClusterIP\"".formatted(values(name));
    Object peers = from == null ? List.of() : from;
    rule.put(
        "from",
        expressions.optional(
            "(ternary (fromJsonArray %s) list (%s))".formatted(quoted(peers), inside)));
    return expressions.template(tree);
  }

  private String workload(String name, Map<String, Object> tree) {
    String values = values(name);
    Map<String, Object> spec = map(tree, "spec");
    Map<String, Object> template = map(spec, "template");
    boolean router = name.equals(names.router());
    Map<String, Object> annotations = map(map(template, "metadata"), ANNOTATIONS);
    String group = router ? "router" : values.substring(".Values.".length());
    annotations.put(
        Annotations.CONFIGURATION,
        expressions.value("include \"pgcluster.start.%s\" .".formatted(group)));
    if (!router) {
      annotations.put(
          Annotations.PROCESS,
          expressions.value("include \"pgcluster.process.%s\" .".formatted(group)));
      annotations.put(
          Annotations.STANDBY_NEEDS, expressions.value("include \"pgcluster.needs\" ."));
    }
    pod(map(template, "spec"), values, router ? values : ".Values.postgres");
    if (router) {
      spec.put("replicas", expressions.value("int %s.pods".formatted(values)));
      return expressions.template(tree);
    }
    claims(spec, values);
    boolean standbys = name.equals(names.replica());
    if (!standbys) {
      return expressions.template(tree);
    }
    if (!fixedStandbys) {
      spec.put("replicas", expressions.value("int %s.count".formatted(values)));
      return expressions.template(tree);
    }
    String fixed =
        "{{- if ne (int .Values.standbys.count) %d }}{{ fail \"standbys.count: there is a disk for each of %d standbys\" }}{{ end }}\n"
            .formatted(cluster.standbys().count(), cluster.standbys().count());
    return fixed + expressions.template(tree);
  }

  private void pod(Map<String, Object> spec, String values, String image) {
    Map<String, Object> container = first(spec, "containers");
    container.put("image", expressions.value(image + ".image"));
    container.put("imagePullPolicy", expressions.value(".Values.imagePullPolicy"));
    container.put("resources", expressions.value(values + ".resources | default dict"));
    spec.put("nodeSelector", expressions.optional(values + ".nodeSelector"));
    spec.put("tolerations", expressions.optional(values + ".tolerations"));
  }

  private void claims(Map<String, Object> spec, String values) {
    if (spec.containsKey("volumeClaimTemplates") && hasStorageValues(values)) {
      Map<String, Object> claim = map(first(spec, "volumeClaimTemplates"), "spec");
      Map<String, Object> resources = new TreeMap<>(map(claim, "resources"));
      resources.put("requests", Map.of("storage", expressions.value(values + ".storage.size")));
      claim.put("resources", resources);
      claim.put("storageClassName", expressions.optional(values + ".storage.storageClass"));
    }
  }

  private boolean hasStorageValues(String values) {
    var storage =
        values.endsWith("primary") ? cluster.primary().storage() : cluster.standbys().storage();
    return storage instanceof PvcStorage;
  }

  /** The part of the values that an object follows; empty for none. */
  private String values(String name) {
    if (name.equals(names.primary())) {
      return ".Values.primary";
    }
    if (name.equals(names.replica())) {
      return ".Values.standbys";
    }
    return name.equals(names.router()) ? ".Values.router" : "";
  }

  /** A tree as JSON in a literal of Go's templates. */
  private static String quoted(Object tree) {
    return "`" + JSON.writeValueAsString(tree).replace("`", "\\u0060") + "`";
  }

  /** A map below, for changes. */
  private static Map<String, Object> map(Map<String, Object> tree, String key) {
    Map<String, Object> copy = copy(tree.getOrDefault(key, Map.of()));
    tree.put(key, copy);
    return copy;
  }

  /** The first map of a list below, for changes. */
  private static Map<String, Object> first(Map<String, Object> tree, String key) {
    List<Object> list = new ArrayList<>();
    if (tree.get(key) instanceof List<?> before) {
      list.addAll(before);
    }
    Map<String, Object> copy = copy(list.get(0));
    list.set(0, copy);
    tree.put(key, list);
    return copy;
  }

  private static Map<String, Object> copy(Object node) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
