package io.pgcluster.benchmarks;

import com.marcnuri.helm.Helm;
import io.pgcluster.manifest.Manifest;
import io.pgcluster.manifest.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Helm chart that renders the same objects. It is made from them as an author of charts would
 * write it: a template per object, a helper for the labels, names from the release, scripts as
 * files, and images, sizes, counts, ports and secrets as values. It asks and repeats nothing, so
 * Helm has less to do here than with a chart that describes more than one cluster.
 */
final class HelmChart implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static final String HELPER =
      """
      {{- define "pgcluster.labels" -}}
      app.kubernetes.io/component: {{ .component }}
      app.kubernetes.io/instance: {{ .root.Release.Name }}
      app.kubernetes.io/managed-by: pgcluster
      app.kubernetes.io/name: pgcluster
      pgcluster.io/cluster: {{ .root.Release.Name }}
      {{- end -}}
      """;

  private static final Pattern LABELS =
      Pattern.compile(
          """
          ( +)app\\.kubernetes\\.io/component: (\\w+)
          \\1app\\.kubernetes\\.io/instance: .*
          \\1app\\.kubernetes\\.io/managed-by: pgcluster
          \\1app\\.kubernetes\\.io/name: pgcluster
          \\1pgcluster\\.io/cluster: .*
          """);

  private static final Pattern SCRIPT =
      Pattern.compile("(?m)^  ([\\w.-]+\\.sh): \\|\n((?:    .*\n|\n)+)");

  private static final Pattern SECRET = Pattern.compile("(?m)^  ([\\w.-]+): ([A-Za-z0-9+/=]+)$");

  private static final Pattern VALUE =
      Pattern.compile("(?m)^( +(?:image|nodePort|replicas|storage): \"?)([^\\s\"]+)");

  private final Path folder;
  private final String name;
  private final String namespace;
  private final Map<String, Object> values = new TreeMap<>();

  private HelmChart(Path folder, String name, String namespace) {
    this.folder = folder;
    this.name = name;
    this.namespace = namespace;
  }

  /** Writes the chart of these objects into an empty folder. */
  static HelmChart write(Manifests manifests, String name, String namespace, Path folder)
      throws IOException {
    HelmChart chart = new HelmChart(folder, name, namespace);
    Files.createDirectories(folder.resolve("templates"));
    Files.createDirectories(folder.resolve("files"));
    Files.writeString(
        folder.resolve("Chart.yaml"), "apiVersion: v2\nname: %s\nversion: 1.0.0\n".formatted(name));
    Files.writeString(folder.resolve("templates/_helpers.tpl"), HELPER);
    for (Manifest manifest : manifests) {
      String file =
          (manifest.kind() + "-" + manifest.name().replace(name, "cluster"))
              .toLowerCase(Locale.ROOT);
      Files.writeString(
          folder.resolve("templates/" + file + ".yaml"), chart.template(file, manifest));
    }
    Files.writeString(folder.resolve("values.yaml"), JSON.writeValueAsString(chart.values));
    return chart;
  }

  /**
   * The same in a temporary folder, under the measured cluster's name. Close it: it has secrets.
   */
  static HelmChart temporary(Manifests manifests, String namespace) {
    try {
      return write(manifests, Article.NAME, namespace, Files.createTempDirectory("chart"));
    } catch (IOException e) {
      throw new UncheckedIOException("the chart cannot be written", e);
    }
  }

  private String template(String file, Manifest manifest) throws IOException {
    String text = manifest.toYaml();
    if (text.contains("{{")) {
      throw new IllegalStateException(manifest + ": what looks like a template is not escaped yet");
    }
    Map<String, Object> own = new TreeMap<>();
    if (manifest.kind().equals("Secret")) {
      int data = text.indexOf("\ndata:\n");
      text =
          text.substring(0, data)
              + replace(
                  SECRET, text.substring(data), m -> "  " + m.group(1) + ": " + secret(own, m));
    } else if (manifest.kind().equals("ConfigMap")) {
      text = withoutScripts(text);
    }
    text =
        replace(
            LABELS,
            text,
            m ->
                "{{ include \"pgcluster.labels\" (dict \"root\" . \"component\" \"%s\") | indent %d }}\n"
                    .formatted(m.group(2), m.group(1).length()));
    text = replace(VALUE, text, m -> m.group(1) + value(own, m.group(2)));
    text = text.replaceAll("\\b" + name + "\\b", "{{ .Release.Name }}");
    text = text.replace("namespace: " + namespace + "\n", "namespace: {{ .Release.Namespace }}\n");
    if (own.isEmpty()) {
      return text;
    }
    values.put(file, own);
    return "{{- $own := index .Values \"" + file + "\" -}}\n" + text;
  }

  private static String secret(Map<String, Object> own, Matcher found) {
    byte[] content = Base64.getDecoder().decode(found.group(2));
    own.put(found.group(1), new String(content, StandardCharsets.UTF_8));
    return "{{ index $own \"" + found.group(1) + "\" | b64enc }}";
  }

  private static String value(Map<String, Object> own, String text) {
    String key = "v" + own.size();
    own.put(key, text.matches("\\d+") ? (Object) Long.valueOf(text) : text);
    return "{{ $own." + key + " }}";
  }

  private String withoutScripts(String text) throws IOException {
    Matcher found = SCRIPT.matcher(text);
    while (found.find()) {
      Files.writeString(
          folder.resolve("files").resolve(found.group(1)),
          found.group(2).replaceAll("(?m)^    ", ""));
    }
    return replace(
        SCRIPT,
        text,
        m ->
            "  %s: |\n{{ .Files.Get \"files/%s\" | indent 4 }}\n"
                .formatted(m.group(1), m.group(1)));
  }

  private static String replace(Pattern pattern, String text, Function<Matcher, String> by) {
    return pattern.matcher(text).replaceAll(m -> Matcher.quoteReplacement(by.apply((Matcher) m)));
  }

  Path folder() {
    return folder;
  }

  /** Deletes the folder. */
  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the chart cannot be deleted", e);
    }
  }

  /** What {@code helm template} prints. */
  String render() {
    return render(folder, name, namespace);
  }

  static String render(Path folder, String name, String namespace) {
    return new Helm(folder).template().withName(name).withNamespace(namespace).call();
  }
}
