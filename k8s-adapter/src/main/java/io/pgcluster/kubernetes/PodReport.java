package io.pgcluster.kubernetes;

import io.pgcluster.runtime.ProgressEvent.State;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Where a pod is on its way up, and why it does not get further, in Kubernetes' words.
 *
 * @param state where it is
 * @param detail why; empty when nothing is wrong
 * @param crash the container whose last log lines say more
 */
record PodReport(State state, String detail, Optional<Crash> crash) {
  private static final Set<String> HARMLESS = Set.of("ContainerCreating", "PodInitializing", "");

  /** Reasons of events that keep a scheduled pod from starting; they may pass by themselves. */
  private static final Set<String> VOLUME =
      Set.of("FailedMount", "FailedAttachVolume", "FailedCreatePodSandBox", "FailedMapVolume");

  /**
   * A container that ended.
   *
   * @param container its name
   * @param restarts how often it was started again
   * @param previous whether the lines are those of the run before the present one
   */
  record Crash(String container, int restarts, boolean previous) {}

  static PodReport of(JsonNode pod, ClusterView view) {
    JsonNode status = pod.path("status");
    if (Json.isBeingDeleted(pod)) {
      return new PodReport(State.STARTING, "is being stopped", Optional.empty());
    }
    if (isTrue(status, "Ready")) {
      return new PodReport(State.READY, "", Optional.empty());
    }
    Optional<PodReport> stuck = unscheduled(status).or(() -> containers(status));
    if (stuck.isPresent()) {
      return stuck.get();
    }
    String phase = status.path("phase").asString("");
    if (phase.equals("Failed")) {
      return problem(
          (status.path("reason").asString("") + " " + status.path("message").asString("")).strip());
    }
    if (phase.equals("Pending")) {
      return view.warning(Kind.POD.name(), pod)
          .filter(event -> VOLUME.contains(event.path("reason").asString("")))
          .map(event -> problem(ClusterView.message(event)))
          .orElseGet(() -> new PodReport(pending(status), "", Optional.empty()));
    }
    return new PodReport(State.STARTING, unhealthy(pod, view), Optional.empty());
  }

  /** A probe that fails for long: after half a dozen times the reason may interest. */
  private static String unhealthy(JsonNode pod, ClusterView view) {
    return view.warning(Kind.POD.name(), pod)
        .filter(event -> event.path("reason").asString("").equals("Unhealthy"))
        .filter(event -> event.path("count").asInt(1) > 5)
        .map(ClusterView::message)
        .orElse("");
  }

  private static State pending(JsonNode status) {
    return isTrue(status, "PodScheduled") ? State.STARTING : State.PENDING;
  }

  private static Optional<PodReport> unscheduled(JsonNode status) {
    JsonNode condition = condition(status, "PodScheduled");
    return condition.path("status").asString("").equals("False")
        ? Optional.of(
            problem(
                condition.path("reason").asString("")
                    + ": "
                    + condition.path("message").asString("")))
        : Optional.empty();
  }

  private static Optional<PodReport> containers(JsonNode status) {
    for (String field : List.of("initContainerStatuses", "containerStatuses")) {
      for (JsonNode container : status.path(field)) {
        Optional<PodReport> report = container(container);
        if (report.isPresent()) {
          return report;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<PodReport> container(JsonNode container) {
    String name = container.path("name").asString("");
    int restarts = container.path("restartCount").asInt(0);
    JsonNode waiting = container.path("state").path("waiting");
    JsonNode ended = container.path("state").path("terminated");
    JsonNode before = container.path("lastState").path("terminated");
    String reason = waiting.path("reason").asString("");
    if (ended.path("exitCode").asInt(0) != 0) {
      return Optional.of(crashed(name, ended, new Crash(name, restarts, false)));
    }
    if (reason.equals("CrashLoopBackOff")
        || (before.path("exitCode").asInt(0) != 0 && !container.path("ready").asBoolean(false))) {
      return Optional.of(crashed(name, before, new Crash(name, restarts, true)));
    }
    if (HARMLESS.contains(reason)) {
      return Optional.empty();
    }
    String message = waiting.path("message").asString("");
    return Optional.of(
        problem(
            "container %s: %s%s".formatted(name, reason, message.isEmpty() ? "" : ": " + message)));
  }

  private static PodReport crashed(String name, JsonNode ended, Crash crash) {
    String reason = ended.path("reason").asString("");
    String detail =
        "container %s: ended with exit code %d%s%s"
            .formatted(
                name,
                ended.path("exitCode").asInt(0),
                reason.isEmpty() || reason.equals("Error") ? "" : " (" + reason + ")",
                crash.restarts() == 0 ? "" : ", restarts: %d".formatted(crash.restarts()));
    return new PodReport(State.PROBLEM, detail, Optional.of(crash));
  }

  private static PodReport problem(String detail) {
    return new PodReport(State.PROBLEM, detail, Optional.empty());
  }

  static boolean isTrue(JsonNode status, String type) {
    return condition(status, type).path("status").asString("").equals("True");
  }

  static JsonNode condition(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asString("").equals(type)) {
        return condition;
      }
    }
    return Json.EMPTY;
  }

  static int restarts(JsonNode pod) {
    int restarts = 0;
    for (JsonNode container : pod.path("status").path("containerStatuses")) {
      restarts += container.path("restartCount").asInt(0);
    }
    return restarts;
  }
}
