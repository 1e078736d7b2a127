package io.pgcluster.e2e;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;

/** What a person would look at first when a test has failed: pods, their logs, warnings. */
final class Report {
  private static final int LINES = 25;

  private Report() {}

  static String of(TestNamespace namespace) {
    StringBuilder text = new StringBuilder("namespace " + namespace.name() + "\n");
    KubernetesClient admin = namespace.admin();
    for (Pod pod : admin.pods().inNamespace(namespace.name()).list().getItems()) {
      text.append(
          "pod %s on %s: %s\n"
              .formatted(pod.getMetadata().getName(), pod.getSpec().getNodeName(), states(pod)));
      text.append(log(admin, pod).indent(4));
    }
    List<Event> events = admin.v1().events().inNamespace(namespace.name()).list().getItems();
    for (Event event : events) {
      if ("Warning".equals(event.getType())) {
        text.append(
            "%s %s: %s %s (%s times)\n"
                .formatted(
                    event.getInvolvedObject().getKind(),
                    event.getInvolvedObject().getName(),
                    event.getReason(),
                    event.getMessage(),
                    event.getCount()));
      }
    }
    return text.toString();
  }

  private static List<String> states(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(c -> "ready %s, restarts %d".formatted(c.getReady(), c.getRestartCount()))
        .toList();
  }

  private static String log(KubernetesClient admin, Pod pod) {
    try {
      return admin.pods().resource(pod).tailingLines(LINES).getLog();
    } catch (KubernetesClientException notStarted) {
      return "(no log: " + notStarted.getStatus().getMessage() + ")";
    }
  }
}
