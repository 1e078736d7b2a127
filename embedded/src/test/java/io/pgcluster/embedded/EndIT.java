package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.PgClusterException;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing outlives the program, however it ends. */
class EndIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  private static final PgCluster ORDERS =
      PgClusterBuilder.named("orders").standbys(2).withoutRouter().build();

  private static void assertGone(Path folder) {
    Waiting.within(SOON, "after the end")
        .until(
            () -> !Files.exists(folder) && TestFolder.processes(folder).findAny().isEmpty(),
            () ->
                "left: %s, folder exists: %s"
                    .formatted(
                        TestFolder.processes(folder)
                            .map(p -> p.info().commandLine().orElse(""))
                            .toList(),
                        Files.exists(folder)));
  }

  private static List<Path> started(OtherJvm program, int clusters) throws Exception {
    List<Path> folders = new ArrayList<>();
    for (int i = 0; i < clusters; i++) {
      String line = program.line();
      assertThat(line).startsWith("started ");
      folders.add(Path.of(line.substring("started ".length())));
    }
    return folders;
  }

  @Test
  void a_killed_program_leaves_nothing() throws Exception {
    try (OtherJvm program = OtherJvm.start(List.of(), List.of(), "1", "2")) {
      Path folder = started(program, 1).get(0);
      assertThat(TestFolder.processes(folder)).hasSizeGreaterThanOrEqualTo(4);

      program.process().destroyForcibly();

      assertGone(folder);
      assertThat(folder.getParent()).doesNotExist();
    }
  }

  @Test
  void a_program_that_just_ends_leaves_nothing() throws Exception {
    try (OtherJvm program = OtherJvm.start(List.of(), List.of(), "1", "1")) {
      Path folder = started(program, 1).get(0);

      program.process().getOutputStream().close();

      assertGone(folder);
      assertThat(program.process().onExit().join().exitValue()).isZero();
    }
  }

  /** Killed at any moment, also while it makes a template or copies. */
  @Test
  void a_program_killed_on_the_way_leaves_nothing() throws Exception {
    TestFolder data = TestFolder.create();
    try {
      for (int after = 100; after <= 900; after += 200) {
        List<String> properties =
            List.of(
                "-Dpgcluster.data=" + data.path(),
                "-Dpgcluster.cache=" + data.resolve("cache-" + after));
        try (OtherJvm program = OtherJvm.start(List.of(), properties, "1", "1")) {
          // Not a wait for something: the moment is what is tried.
          var unused = program.process().waitFor(after, java.util.concurrent.TimeUnit.MILLISECONDS);
          program.process().destroyForcibly();
        }
      }
      Waiting.within(SOON, "after the kills")
          .until(
              () -> TestFolder.processes(data.path()).findAny().isEmpty(),
              () ->
                  TestFolder.processes(data.path()).map(p -> p.info().commandLine()).toList() + "");
    } finally {
      data.delete();
    }
  }

  @Test
  void closing_leaves_nothing() {
    Path folder;
    try (EmbeddedPgCluster orders = EmbeddedPgClusters.create().start(ORDERS)) {
      folder = orders.folder();
      orders.faults().kill("orders-replica-1");
    }
    assertGone(folder);
  }

  /** A killed postmaster cannot remove its shared memory itself. */
  @Test
  void no_shared_memory_is_left() throws Exception {
    List<String> ours = new ArrayList<>();
    try (EmbeddedPgCluster orders = EmbeddedPgClusters.create().start(ORDERS)) {
      for (String instance : List.of("orders-primary-0", "orders-replica-0", "orders-replica-1")) {
        Path status = orders.folder().resolve(instance).resolve("data/postmaster.pid");
        // Its seventh line: key and number of the segment.
        ours.add(Files.readAllLines(status).get(6).strip().split(" +")[1]);
      }
      assertThat(segments()).containsAll(ours);
      orders.faults().kill("orders-primary-0");
      orders.faults().kill("orders-replica-0");
      assertThat(segments()).containsAll(ours.subList(0, 2));
    }
    assertThat(segments()).doesNotContainAnyElementsOf(ours);
  }

  private static List<String> segments() {
    return Programs.output(List.of("ipcs", "-m"))
        .orElse("")
        .lines()
        .filter(line -> line.startsWith("0x"))
        .map(line -> line.split(" +")[1])
        .toList();
  }

  @Test
  void a_failed_start_leaves_nothing() {
    EmbeddedPgClusters clusters = EmbeddedPgClusters.create();
    PgCluster wrong = ORDERS.toBuilder().parameter("shared_preload_libraries", "missing").build();
    Path place = Path.of(clusters.toString().replaceFirst(".* in ", ""));
    try {
      clusters.start(wrong).close();
    } catch (PgClusterException e) {
      assertThat(e).hasMessageContaining("could not access file \"missing\"");
      assertGone(place.resolve("orders"));
      return;
    }
    throw new AssertionError("it started");
  }

  @Test
  void what_a_guard_could_not_remove_is_swept_by_the_next_program() throws Exception {
    TestFolder data = TestFolder.create();
    try (OtherJvm program =
        OtherJvm.start(List.of(), List.of("-Dpgcluster.data=" + data.path()), "1", "1")) {
      Path folder = started(program, 1).get(0);
      // The guard goes first, as when a whole machine or container is stopped hard.
      List<ProcessHandle> all = TestFolder.processes(folder).toList();
      all.stream()
          .filter(p -> p.info().commandLine().orElse("").contains("guard"))
          .forEach(ProcessHandle::destroyForcibly);
      program.process().destroyForcibly().onExit().join();
      assertThat(folder).exists();
      assertThat(TestFolder.processes(folder)).isNotEmpty();

      try (OtherJvm next =
          OtherJvm.start(List.of(), List.of("-Dpgcluster.data=" + data.path()), "1", "0")) {
        var unused = started(next, 1);
        assertGone(folder);
      }
      Waiting.within(SOON, "the end")
          .until(() -> TestFolder.processes(data.path()).findAny().isEmpty(), () -> "left");
    } finally {
      data.delete();
    }
  }
}
