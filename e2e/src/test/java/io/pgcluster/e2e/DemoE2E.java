package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code ./demo} as a newcomer runs it, but without a terminal. */
class DemoE2E {
  private static final Path KUBECONFIG = Path.of(String.valueOf(System.getenv("KUBECONFIG")));
  private static final Pattern NAMESPACE = Pattern.compile("pgcluster-demo-[a-z0-9]+");
  private static final Pattern STANDBY =
      Pattern.compile("(?m)^ +(demo-replica-\\d+) +(\\S+) +streaming ");
  private static final KubernetesClient CLIENT = new KubernetesClientBuilder().build();

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  private static Command demo(String... words) throws Exception {
    return Command.start(KUBECONFIG, List.of(), words);
  }

  private static String namespace(String printed) {
    Matcher name = NAMESPACE.matcher(printed);
    assertThat(name.find()).as(printed).isTrue();
    return name.group();
  }

  private static boolean exists(String namespace) {
    return CLIENT.namespaces().withName(namespace).get() != null;
  }

  @Test
  void shows_the_proof_and_leaves_nothing() throws Exception {
    try (Command demo = demo("./demo")) {
      String printed = demo.succeed();

      assertThat(printed)
          .contains(
              "+ StatefulSet demo-replica: ready, 2/2 ready",
              "Cluster demo: proven, all 9 checks passed",
              "- StatefulSet demo-replica: deleted");
      assertThat(exists(namespace(printed))).isFalse();
    }
  }

  @Test
  void on_a_tour_it_changes_the_cluster_and_proves_each_change() throws Exception {
    try (Command demo = demo("./demo", "tour")) {
      String printed = demo.succeed();

      assertThat(printed)
          .contains(
              "three standbys: done, Cluster demo: proven",
              "a reload: done, Cluster demo: proven",
              "a restart, standbys first: done, Cluster demo: proven",
              "Password of app in cluster demo: rotated",
              "an update, pod by pod: done, Cluster demo: proven");
      assertThat(exists(namespace(printed))).isFalse();
    }
  }

  @Test
  void keeps_a_cluster_on_which_psql_agrees_with_the_proof() throws Exception {
    try (Command demo = demo("./demo", "--keep")) {
      String printed = demo.succeed();
      String namespace = namespace(printed);

      List<String> standbys =
          STANDBY.matcher(printed).results().map(m -> m.group(1) + " " + m.group(2)).toList();
      assertThat(standbys).hasSize(2);
      assertThat(
              psql(
                      namespace,
                      "psql -XAtF ' ' -U postgres -c \"SELECT application_name, host(client_addr)"
                          + " FROM pg_stat_replication WHERE state = 'streaming' ORDER BY 1\"")
                  .lines())
          .containsExactlyElementsOf(standbys);
      assertThat(throughTheRouter(namespace, "SELECT host(inet_server_addr())").strip())
          .isIn(standbys.stream().map(standby -> standby.replaceFirst(".* ", "")).toList());

      assertThat(printed).contains("kubectl delete namespace " + namespace);
      Setting.KUBECTL.run("delete", "namespace", namespace);
      assertThat(exists(namespace)).isFalse();
    }
  }

  /** As the demo says: the password from the Secret, psql in a pod, the router's Service. */
  private static String throughTheRouter(String namespace, String sql) throws Exception {
    String template = "go-template={{index .data \"password.app\" | base64decode}}";
    String password =
        Setting.KUBECTL.run("-n", namespace, "get", "secret", "demo-credentials", "-o", template);
    return psql(
        namespace,
        "PGPASSWORD=%s psql -XAt -h demo-router -U app app -c '%s'".formatted(password, sql));
  }

  private static String psql(String namespace, String command) throws Exception {
    return Setting.KUBECTL.run(
        "-n", namespace, "exec", "demo-primary-0", "-c", "postgres", "--", "sh", "-c", command);
  }

  @Test
  void told_to_end_it_deletes_its_namespace() throws Exception {
    try (Command demo = demo("./demo")) {
      Wait.until(
          "the demo has written something",
          Duration.ofMinutes(1),
          () -> demo.printed().contains(": applied"));
      String namespace = namespace(demo.printed());

      // Not INT, which what runs in the background of a shell ignores.
      new ProcessBuilder("kill", "-TERM", String.valueOf(demo.pid())).start().waitFor();

      assertThat(demo.exit()).isEqualTo(143);
      assertThat(demo.printed()).contains("namespace " + namespace + " is being deleted");
      Wait.until("the namespace is gone", Duration.ofMinutes(2), () -> !exists(namespace));
    }
  }
}
