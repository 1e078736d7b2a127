package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.examples.Script.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./demo} where there is no Kubernetes; DemoE2E runs it on one. */
class DemoIT {
  private static Result demo(Optional<Path> kubeconfig, String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "./demo";
    System.arraycopy(words, 0, command, 1, words.length);
    return Script.run(kubeconfig, List.of(), command);
  }

  @Test
  void without_a_kubernetes_it_says_so_and_prints_the_manifests() throws Exception {
    Result demo = demo(Optional.empty());

    assertThat(demo.exit()).as(demo.err()).isZero();
    assertThat(demo.err()).contains("KUBECONFIG is not set");
    assertThat(demo.out()).startsWith("---\napiVersion: v1\n").contains("name: demo-router");
  }

  @Test
  void fails_when_kubernetes_does_not_answer(@TempDir Path folder) throws Exception {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            current-context: it
            clusters: [{name: it, cluster: {server: "https://127.0.0.1:1"}}]
            contexts: [{name: it, context: {cluster: it}}]
            """);

    Result demo = demo(Optional.of(kubeconfig));

    assertThat(demo.exit()).isEqualTo(1);
    assertThat(demo.err()).contains("demo: Kubernetes at https://127.0.0.1:1");
  }

  @Test
  void explains_itself_and_refuses_what_it_does_not_know() throws Exception {
    assertThat(demo(Optional.empty(), "--help").out()).startsWith("usage: KUBECONFIG=");

    Result refused = demo(Optional.empty(), "--kep");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).startsWith("demo: --kep is not an option");
  }
}
