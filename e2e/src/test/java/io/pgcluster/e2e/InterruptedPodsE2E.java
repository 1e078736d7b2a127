package io.pgcluster.e2e;

import io.pgcluster.spec.PgClusterBuilder;
import io.pgcluster.storage.PvcStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that change the pods and volumes of a cluster, killed after each API call and each SQL
 * statement in turn: the next call finishes it, and the cluster serves throughout.
 */
class InterruptedPodsE2E {
  @RegisterExtension static final TestNamespace NAMESPACE = TestNamespace.of("interrupted");

  /** Two names of one image, so that this is an update that any machine can make. */
  private static final String IMAGE = "postgres:17";

  private static final String SAME_IMAGE = "docker.io/library/" + IMAGE;

  @TempDir static Path folder;

  private static GrowingClass growing;
  private static Interruption interruption;

  /** Volumes do not shrink again. */
  private static int mebibytes = 1024;

  private static PgClusterBuilder described() {
    var storage = PvcStorage.size(mebibytes + "Mi").withStorageClass(growing.name());
    return Specs.small("orders")
        .parameter("max_connections", "300") // which routers do not change then
        .primary(p -> p.storage(storage))
        .standbys(s -> s.storage(storage));
  }

  @BeforeAll
  static void start() throws Exception {
    growing = GrowingClass.of(NAMESPACE);
    interruption = new Interruption(NAMESPACE, folder, () -> described().build());
  }

  @AfterAll
  static void nothingIsLost() throws Exception {
    try {
      interruption.end();
    } finally {
      growing.close();
    }
  }

  @Test
  @Timeout(2400)
  void an_update_of_all_servers() throws Exception {
    interruption.run(
        "update",
        interruption.change(
            round -> described().postgres(p -> p.image(round % 2 == 0 ? SAME_IMAGE : IMAGE))));
  }

  @Test
  @Timeout(2400)
  void routers_more_or_less_and_with_other_parameters() throws Exception {
    interruption.run(
        "routers",
        interruption.change(
            round ->
                described()
                    .router(
                        r ->
                            r.pods(1 + round % 2)
                                .parameter("connect_timeout", String.valueOf(10000 + round % 5))
                                .parameter(
                                    "listen_backlog_multiplier", String.valueOf(2 + round % 3)))));
  }

  @Test
  @Timeout(2400)
  void volumes_that_grow() throws Exception {
    int before = mebibytes;
    interruption.run(
        "growth",
        interruption.change(
            round -> {
              mebibytes = before + 1 + round;
              return described();
            }));
  }

  @Test
  @Timeout(2400)
  void a_pause_and_a_resume() throws Exception {
    Interruption.Operation change =
        interruption.change(round -> described().kubernetes(k -> k.paused(round % 2 == 1)));
    interruption.run(
        "pause",
        new Interruption.Operation() {
          @Override
          public String[] action(int round) throws Exception {
            interruption.apply(described().kubernetes(k -> k.paused(round % 2 == 0)).build());
            return change.action(round);
          }

          @Override
          public void finish(int round) throws Exception {
            change.finish(round);
            interruption.apply(described().build());
          }
        });
  }
}
