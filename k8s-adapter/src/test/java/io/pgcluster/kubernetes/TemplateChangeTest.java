package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.FieldChange;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TemplateChangeTest {
  private static final JsonNode SETTLED = set(0, "a", "a");
  private static final JsonNode GOING = set(0, "a", "b");
  private static final JsonNode HELD = set(2, "a", "b");

  private static final String LABEL = "spec.template.metadata.labels.team";
  private static final String FINGERPRINT =
      "spec.template.metadata.annotations.pgcluster.io/configuration";
  private static final String PROCESS = "spec.template.metadata.annotations.pgcluster.io/process";
  private static final String NEEDS =
      "spec.template.metadata.annotations.pgcluster.io/standby-needs";
  private static final String IMAGE = "spec.template.spec.containers[postgres].image";
  private static final String PARTITION = "spec.updateStrategy.rollingUpdate.partition";
  private static final String MEMORY =
      "spec.template.spec.containers[postgres].resources.requests.memory";

  private static JsonNode set(int partition, String current, String update) {
    return Json.read(
        """
        {"spec":{"replicas":2,"updateStrategy":{"rollingUpdate":{"partition":%d}}},
         "status":{"currentRevision":"%s","updateRevision":"%s"}}"""
            .formatted(partition, current, update));
  }

  private static TemplateChange of(JsonNode live, boolean primary, String... paths) {
    return TemplateChange.of(
        Stream.of(paths).map(path -> FieldChange.of(path, "a", "b")).toList(), live, primary);
  }

  @Test
  void what_is_not_in_the_template_comes_to_no_pod() {
    assertThat(of(SETTLED, true, "spec.replicas")).isEqualTo(TemplateChange.NONE);
    assertThat(of(SETTLED, true, "metadata.labels.team")).isEqualTo(TemplateChange.NONE);
    assertThat(of(GOING, true)).isEqualTo(TemplateChange.NONE);
  }

  @Test
  void labels_restart_nothing() {
    for (boolean primary : List.of(true, false)) {
      assertThat(of(SETTLED, primary, LABEL)).isEqualTo(TemplateChange.RELABEL);
      assertThat(of(SETTLED, primary, LABEL, "metadata.labels.team"))
          .isEqualTo(TemplateChange.RELABEL);
    }
  }

  @Test
  void servers_that_read_other_files_restart_in_their_pods() {
    assertThat(of(SETTLED, false, FINGERPRINT, LABEL)).isEqualTo(TemplateChange.RESTART);
    assertThat(of(SETTLED, true, FINGERPRINT, NEEDS)).isEqualTo(TemplateChange.RESTART);
    assertThat(of(SETTLED, true, PROCESS)).isEqualTo(TemplateChange.REPLACE);
  }

  @Test
  void another_image_comes_to_the_pod_of_the_primary_alone() {
    assertThat(of(SETTLED, true, IMAGE)).isEqualTo(TemplateChange.RESTART);
    assertThat(of(SETTLED, false, IMAGE)).isEqualTo(TemplateChange.REPLACE);
    assertThat(of(SETTLED, true, IMAGE, NEEDS)).isEqualTo(TemplateChange.REPLACE);
  }

  @Test
  void all_else_needs_other_pods() {
    assertThat(of(SETTLED, true, MEMORY)).isEqualTo(TemplateChange.REPLACE);
    assertThat(of(SETTLED, true, LABEL, "spec.replicas")).isEqualTo(TemplateChange.REPLACE);
  }

  @Test
  void where_kubernetes_is_at_it_already_it_goes_on() {
    assertThat(of(GOING, true, LABEL)).isEqualTo(TemplateChange.REPLACE);
  }

  @Test
  void what_was_cut_off_is_gone_on_with() {
    assertThat(TemplateChange.isHeld(HELD)).isTrue();
    assertThat(TemplateChange.isHeld(set(2, "a", "a"))).isFalse();
    assertThat(of(HELD, true, PARTITION)).isEqualTo(TemplateChange.RELABEL);
    assertThat(of(HELD, true, PARTITION, LABEL)).isEqualTo(TemplateChange.RELABEL);
    assertThat(of(HELD, true, PARTITION, FINGERPRINT)).isEqualTo(TemplateChange.REPLACE);
    assertThat(of(HELD, true, PARTITION, "spec.replicas")).isEqualTo(TemplateChange.REPLACE);
  }
}
