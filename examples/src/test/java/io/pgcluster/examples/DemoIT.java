package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.examples.Script.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./demo} on this machine; DemoE2E runs it on Kubernetes. */
class DemoIT {
  private static final Pattern PLACE = Pattern.compile("PgClusters on this machine, in (\\S+)");

  private static Result demo(Optional<Path> kubeconfig, String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "./demo";
    System.arraycopy(words, 0, command, 1, words.length);
    return Script.run(kubeconfig, List.of(), command);
  }

  @Test
  void without_a_kubernetes_it_tells_its_story_on_this_machine() throws Exception {
    Result demo = demo(Optional.empty());

    assertThat(demo.exit()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out())
        .contains(
            "Cluster demo: proven, all 9 checks passed",
            "a standby lags: demo-replica-0 answers 10 rows of 1010, ",
            "demo-primary-0 was killed: a write fails",
            "demo-replica-0 is promoted: writes go on there",
            "demo-primary-0 is back, as a standby",
            "nothing acknowledged is missing: 1010 rows",
            "another password for app: ")
        .containsPattern("(?m)^ +\\d+[.,]\\d\\d s  deleted: nothing is left");
    Matcher place = PLACE.matcher(demo.out());
    assertThat(place.find()).isTrue();
    assertThat(Path.of(place.group(1))).doesNotExist();
  }

  @Test
  void on_a_tour_it_changes_the_cluster_and_proves_each_change() throws Exception {
    Result demo = demo(Optional.empty(), "tour");

    assertThat(demo.exit()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out())
        .contains(
            "+ Instance demo-replica-2",
            "three standbys: done, Cluster demo: proven",
            "a reload: done, Cluster demo: proven",
            "a restart, standbys first: done, Cluster demo: proven",
            "Password of app in cluster demo: rotated",
            "another password: done, Cluster demo: proven");
  }

  /** Also where KUBECONFIG is set, if it is told so. */
  @Test
  void runs_where_it_is_told_to(@TempDir Path folder) throws Exception {
    Result demo = demo(Optional.of(folder.resolve("none")), "--on", "embedded");

    assertThat(demo.exit()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out()).contains("PgClusters on this machine");
  }

  /** Told to end, as by Ctrl-C, it leaves neither processes nor data. */
  @Test
  void interrupted_it_leaves_nothing(@TempDir Path folder) throws Exception {
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder("./demo", "--on", "embedded")
            .directory(Document.TOP.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    Process demo = builder.start();
    Left.until("a server is ready", () -> Files.readString(out).contains(": ready"));

    demo.destroy();

    assertThat(demo.waitFor()).isEqualTo(143);
    Matcher place = PLACE.matcher(Files.readString(out));
    assertThat(place.find()).isTrue();
    Left.nothingOf(place.group(1));
  }

  @Test
  void prints_the_manifests() throws Exception {
    Result demo = demo(Optional.empty(), "--manifests");

    assertThat(demo.exit()).as(demo.err()).isZero();
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
    assertThat(demo(Optional.empty(), "--help").out()).startsWith("usage: ./demo ");

    Result refused = demo(Optional.empty(), "--kep");

    assertThat(refused.exit()).isEqualTo(2);
    assertThat(refused.err()).startsWith("demo: --kep is not an option");

    assertThat(demo(Optional.empty(), "--keep").err()).startsWith("demo: --keep is for Kubernetes");
    assertThat(demo(Optional.empty(), "--on", "mars").err())
        .startsWith("demo: --on mars is neither");
  }
}
