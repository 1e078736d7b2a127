package io.pgcluster.spec;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Labels, annotations and selectors. */
final class MetadataCheck {
  private static final int MAX_ANNOTATION_BYTES = 256 * 1024;

  /** Selectors stand on these: another value would take pods away from their owner. */
  private static final Set<String> OWNED =
      Set.of(
          "app.kubernetes.io/name",
          "app.kubernetes.io/instance",
          "app.kubernetes.io/component",
          "app.kubernetes.io/managed-by",
          "controller-revision-hash",
          "pod-template-hash",
          "statefulset.kubernetes.io/pod-name",
          "apps.kubernetes.io/pod-index");

  private static final String OWN_PREFIX = "pgcluster.io/";

  private MetadataCheck() {}

  static void labels(Problems at, Map<String, String> labels) {
    labels.forEach(
        (key, value) -> {
          label(at.key(key), key, value);
          if (OWNED.contains(key) || key.startsWith(OWN_PREFIX)) {
            at.key(key)
                .add("is set by the library, which finds its objects by it; use another key");
          }
        });
  }

  static void selector(Problems at, Map<String, String> labels) {
    labels.forEach((key, value) -> label(at.key(key), key, value));
  }

  private static void label(Problems at, String key, String value) {
    KubernetesText.keyProblem(key).ifPresent(at::add);
    KubernetesText.labelValueProblem(value).ifPresent(at::add);
  }

  static void annotations(Problems at, Map<String, String> annotations) {
    int bytes = 0;
    for (var annotation : annotations.entrySet()) {
      Problems here = at.key(annotation.getKey());
      KubernetesText.keyProblem(annotation.getKey()).ifPresent(here::add);
      if (annotation.getKey().startsWith(OWN_PREFIX)) {
        here.add("begins with " + OWN_PREFIX + ", which is the library's; use another prefix");
      }
      bytes += annotation.getKey().length();
      bytes += annotation.getValue().getBytes(StandardCharsets.UTF_8).length;
    }
    if (bytes > MAX_ANNOTATION_BYTES) {
      at.add(
          "has %d bytes and Kubernetes takes %d for all annotations of an object; shorten them"
              .formatted(bytes, MAX_ANNOTATION_BYTES));
    }
  }
}
