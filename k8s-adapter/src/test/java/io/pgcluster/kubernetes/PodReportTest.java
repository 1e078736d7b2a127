package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.ProgressEvent.State;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PodReportTest {
  private static PodReport report(String status, String... events) {
    JsonNode pod =
        Json.read(
            "{\"metadata\":{\"name\":\"orders-primary-0\",\"uid\":\"u1\"},\"status\":%s}"
                .formatted(status));
    List<JsonNode> warnings = java.util.Arrays.stream(events).map(Json::read).toList();
    return PodReport.of(
        pod, new ClusterView(List.of(pod), List.of(), List.of(), List.of(), warnings));
  }

  private static String event(String reason, String message, String time) {
    return """
        {"type":"Warning","reason":"%s","message":"%s","lastTimestamp":"%s","count":7,
         "involvedObject":{"kind":"Pod","name":"orders-primary-0","uid":"u1"}}"""
        .formatted(reason, message, time);
  }

  @Test
  void is_ready_when_kubernetes_says_so() {
    PodReport report =
        report("{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}");
    assertThat(report.state()).isEqualTo(State.READY);
    assertThat(report.detail()).isEmpty();
  }

  @Test
  void repeats_why_it_is_not_scheduled() {
    PodReport report =
        report(
            "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"False\",\"reason\":\"Unschedulable\",\"message\":\"0/3 nodes are available: 3 had volume node affinity conflict.\"}]}");
    assertThat(report.state()).isEqualTo(State.PROBLEM);
    assertThat(report.detail())
        .isEqualTo("Unschedulable: 0/3 nodes are available: 3 had volume node affinity conflict.");
  }

  @Test
  void repeats_why_an_image_is_not_pulled() {
    PodReport report =
        report(
            "{\"phase\":\"Pending\",\"containerStatuses\":[{\"name\":\"pgpool\",\"state\":{\"waiting\":{\"reason\":\"ImagePullBackOff\",\"message\":\"not found\"}}}]}");
    assertThat(report.state()).isEqualTo(State.PROBLEM);
    assertThat(report.detail()).isEqualTo("container pgpool: ImagePullBackOff: not found");
    assertThat(report.crash()).isEmpty();
  }

  @Test
  void says_how_a_container_ended_and_whose_log_says_more() {
    PodReport report =
        report(
            "{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"postgres\",\"restartCount\":2,\"state\":{\"waiting\":{\"reason\":\"CrashLoopBackOff\",\"message\":\"back-off 20s\"}},\"lastState\":{\"terminated\":{\"exitCode\":137,\"reason\":\"OOMKilled\"}}}]}");
    assertThat(report.state()).isEqualTo(State.PROBLEM);
    assertThat(report.detail())
        .isEqualTo("container postgres: ended with exit code 137 (OOMKilled), restarts: 2");
    assertThat(report.crash()).contains(new PodReport.Crash("postgres", 2, true));
  }

  @Test
  void an_init_container_can_crash_too() {
    PodReport report =
        report(
            "{\"phase\":\"Pending\",\"initContainerStatuses\":[{\"name\":\"prepare\",\"restartCount\":0,\"state\":{\"terminated\":{\"exitCode\":1,\"reason\":\"Error\"}}}],\"containerStatuses\":[{\"name\":\"postgres\",\"state\":{\"waiting\":{\"reason\":\"PodInitializing\"}}}]}");
    assertThat(report.detail()).isEqualTo("container prepare: ended with exit code 1");
    assertThat(report.crash()).contains(new PodReport.Crash("prepare", 0, false));
  }

  @Test
  void an_init_container_that_did_its_work_is_no_problem() {
    PodReport report =
        report(
            "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"True\"}],\"initContainerStatuses\":[{\"name\":\"prepare\",\"state\":{\"terminated\":{\"exitCode\":0}}}],\"containerStatuses\":[{\"name\":\"postgres\",\"state\":{\"waiting\":{\"reason\":\"PodInitializing\"}}}]}");
    assertThat(report.state()).isEqualTo(State.STARTING);
  }

  @Test
  void a_volume_that_cannot_be_attached_is_named_by_the_last_event() {
    String creating =
        "{\"phase\":\"Pending\",\"conditions\":[{\"type\":\"PodScheduled\",\"status\":\"True\"}],\"containerStatuses\":[{\"name\":\"postgres\",\"state\":{\"waiting\":{\"reason\":\"ContainerCreating\"}}}]}";
    PodReport report =
        report(
            creating,
            event("FailedMount", "later", "2026-11-24T12:00:05Z"),
            event("FailedAttachVolume", "Multi-Attach error", "2026-11-24T12:00:09Z"),
            event("FailedScheduling", "old news", "2026-11-24T12:00:01Z"));
    assertThat(report.state()).isEqualTo(State.PROBLEM);
    assertThat(report.detail()).isEqualTo("FailedAttachVolume: Multi-Attach error");
    assertThat(report(creating).state()).isEqualTo(State.STARTING);
  }

  @Test
  void a_probe_that_keeps_failing_is_mentioned_but_is_no_problem() {
    PodReport report =
        report(
            "{\"phase\":\"Running\",\"containerStatuses\":[{\"name\":\"postgres\",\"state\":{\"running\":{}}}]}",
            event("Unhealthy", "Startup probe failed: no response", "2026-11-24T12:00:05Z"));
    assertThat(report.state()).isEqualTo(State.STARTING);
    assertThat(report.detail()).isEqualTo("Unhealthy: Startup probe failed: no response");
  }

  @Test
  void an_evicted_pod_says_why() {
    PodReport report =
        report(
            "{\"phase\":\"Failed\",\"reason\":\"Evicted\",\"message\":\"The node was low on resource: memory.\"}");
    assertThat(report.detail()).isEqualTo("Evicted The node was low on resource: memory.");
  }
}
