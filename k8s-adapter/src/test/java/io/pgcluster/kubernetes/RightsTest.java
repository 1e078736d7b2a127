package io.pgcluster.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class RightsTest {
  @Test
  void the_file_for_people_says_the_same() throws IOException {
    try (InputStream file = KubernetesPgClusters.class.getResourceAsStream("required-role.yaml")) {
      Role role = new KubernetesSerialization().unmarshal(file, Role.class);
      assertThat(role).isEqualTo(KubernetesPgClusters.requiredRole());
    }
  }

  @Test
  void asks_for_no_wildcard_and_for_nothing_outside_the_namespace() {
    assertThat(KubernetesPgClusters.requiredRole().getRules())
        .allSatisfy(
            rule -> {
              assertThat(rule.getVerbs()).doesNotContain("*", "deletecollection", "escalate");
              assertThat(rule.getResources())
                  .doesNotContain("*", "pods/exec", "nodes", "persistentvolumes");
              assertThat(rule.getResourceNames()).isEmpty();
            });
  }
}
