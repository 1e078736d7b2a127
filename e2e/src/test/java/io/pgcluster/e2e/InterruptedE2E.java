package io.pgcluster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed (SIGKILL) at each call they make to the API server, in turn: whoever
 * comes next finishes what they began, and it ends as if nothing had happened.
 */
class InterruptedE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("killed");

  private static final String NAME = "orders";

  /** Pods that are never started, and few objects: a call is a call. */
  private static final PgCluster CLUSTER =
      Specs.unscheduled(NAME)
          .standbys(0)
          .kubernetes(k -> k.disruptionBudgets(false).networkPolicies(false))
          .build();

  /** A call, counted from one, and whether the process can have seen its answer. */
  private record Point(int call, KillingProxy.Moment moment) {}

  @TempDir private Path folder;

  private KubernetesPgClusters clusters;
  private KillingProxy proxy;
  private Path kubeconfig;
  private String[] apply;
  private final String[] delete = {"delete", NAME};

  @Test
  @Timeout(1200)
  void what_was_killed_at_any_call_is_finished_by_the_next() throws Exception {
    var user = NAMESPACE.userWith("sdk", KubernetesPgClusters.requiredRole());
    clusters = TestNamespace.clusters(user);
    Path description =
        Files.writeString(folder.resolve("orders.yaml"), TestNamespace.YAML.write(CLUSTER));
    apply = new String[] {"apply", description.toString()};
    try (KillingProxy opened = new KillingProxy(user)) {
      proxy = opened;
      kubeconfig = proxy.kubeconfig(folder);
      List<Point> applying = points(uninterrupted(apply));
      EndState expected = EndState.assertIs(CLUSTER, NAMESPACE);
      List<Point> deleting = points(uninterrupted(delete));
      assertNothingIsLeft();

      int rounds = Math.max(applying.size(), deleting.size());
      try (Children children = new Children()) {
        for (int i = 0; i < rounds; i++) {
          killedAt(children.next(), applying, i);
          clusters.apply(CLUSTER).close();
          assertThat(EndState.assertIs(CLUSTER, NAMESPACE)).isEqualTo(expected);

          killedAt(children.next(), deleting, i);
          deleteAgain();
          assertNothingIsLeft();
        }
      }
      System.out.printf(
          "killed at %d points of apply and %d of delete%n", applying.size(), deleting.size());
    }
  }

  /** The calls of a process that nobody kills. */
  private List<String> uninterrupted(String... action) throws Exception {
    try (SdkProcess process = child(action)) {
      proxy.kill(process.process(), Integer.MAX_VALUE, KillingProxy.Moment.AFTER_ANSWER);
      process.go().succeed();
      return proxy.calls();
    }
  }

  /** After every call; and where something is written, also before its answer arrives. */
  private static List<Point> points(List<String> calls) {
    List<Point> points = new ArrayList<>();
    for (int i = 1; i <= calls.size(); i++) {
      points.add(new Point(i, KillingProxy.Moment.AFTER_ANSWER));
      String call = calls.get(i - 1);
      if (!call.startsWith("GET ") && !call.contains("/authorization.k8s.io/")) {
        points.add(new Point(i, KillingProxy.Moment.BEFORE_ANSWER));
      }
    }
    return points;
  }

  private void killedAt(SdkProcess process, List<Point> points, int round) throws Exception {
    try (process) {
      Point point = points.get(round % points.size());
      proxy.kill(process.process(), point.call(), point.moment());
      // One that waits for others to go may need fewer calls this time.
      assertThat(process.go().exit()).as(process + " at " + point).isIn(SdkProcess.KILLED, 0);
    }
  }

  /** As a person would: while it is there, delete it. */
  private void deleteAgain() {
    Optional<RunningPgCluster> left = clusters.find(NAME);
    left.ifPresent(
        cluster -> {
          try (cluster) {
            cluster.delete(DeletePolicy.DELETE_VOLUMES);
          }
        });
  }

  private static void assertNothingIsLeft() throws Exception {
    // The Lease of a process that died at the very end goes in Kubernetes' own time.
    Set<String> left = new TreeSet<>();
    Wait.until(
        "nothing is left",
        Duration.ofSeconds(30),
        () -> {
          left.clear();
          left.addAll(Inventory.of(NAMESPACE).objects().keySet());
          return left.isEmpty() || !left.equals(Set.of("Lease/" + NAME));
        });
    assertThat(left).isEmpty();
  }

  private SdkProcess child(String... action) throws IOException {
    return SdkProcess.start(folder, kubeconfig, NAMESPACE.name(), action);
  }

  /** Processes started ahead of time, as a JVM takes longer to start than to apply a cluster. */
  private final class Children implements AutoCloseable {
    private static final int AHEAD = 3;

    private final Deque<SdkProcess> waiting = new ArrayDeque<>();
    private int started;

    /** One that applies, then one that deletes, and so on. */
    SdkProcess next() throws IOException {
      while (waiting.size() < AHEAD) {
        waiting.add(child(started++ % 2 == 0 ? apply : delete));
      }
      return waiting.remove();
    }

    @Override
    public void close() {
      waiting.forEach(SdkProcess::close);
    }
  }
}
