package io.pgcluster.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.runtime.VerifyReport.Check;
import io.pgcluster.runtime.VerifyReport.ReadShare;
import io.pgcluster.runtime.VerifyReport.StandbyState;
import io.pgcluster.runtime.VerifyReport.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerifyReportTest {
  private static final List<StandbyState> STANDBYS =
      List.of(
          new StandbyState("orders-replica-0", "10.244.1.7", "streaming", "async", 0),
          new StandbyState("orders-replica-1", "10.244.2.12", "streaming", "async", 1536),
          new StandbyState("lät\u001b[31mer", "10.244.2.13", "startup", "async", -1));

  private static final List<ReadShare> READS =
      List.of(
          new ReadShare("orders-primary-0", "10.244.1.5:5432", true, 3),
          new ReadShare("", "10.244.2.12:5432", false, 12));

  private static List<Check> checks(Subject... failing) {
    return Arrays.stream(Subject.values())
        .map(
            s ->
                Arrays.asList(failing).contains(s)
                    ? new Check(s, false, "seen otherwise")
                    : new Check(s, true, "as it should be"))
        .toList();
  }

  @Test
  void renders_what_was_shown_in_aligned_columns() throws IOException {
    VerifyReport report =
        new VerifyReport("orders", Optional.of("10.244.1.5:5432"), checks(), STANDBYS, READS);

    assertGolden("proven.expected.txt", report.render());
  }

  @Test
  void renders_failed_checks_and_omits_empty_tables() throws IOException {
    VerifyReport report =
        new VerifyReport(
            "orders",
            Optional.empty(),
            checks(Subject.WRITE, Subject.REPLICATION),
            List.of(),
            List.of());

    assertGolden("not-proven.expected.txt", report.render());
  }

  @Test
  void is_ok_only_when_every_check_passed_and_there_is_one() {
    VerifyReport failing =
        new VerifyReport("a", Optional.empty(), checks(Subject.READS), List.of(), List.of());

    assertThat(failing.ok()).isFalse();
    assertThat(failing.failed()).extracting(Check::subject).containsExactly(Subject.READS);
    assertThat(failing.check(Subject.WRITE)).map(Check::passed).contains(true);
    assertThat(new VerifyReport("a", Optional.empty(), checks(), List.of(), List.of()).ok())
        .isTrue();
    assertThat(new VerifyReport("a", Optional.empty(), List.of(), List.of(), List.of()).ok())
        .isFalse();
  }

  private static void assertGolden(String name, String actual) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Path folder = Path.of("src/test/resources/io/pgcluster/runtime");
      Files.writeString(folder.resolve(name), actual);
    }
    try (InputStream golden = VerifyReportTest.class.getResourceAsStream(name)) {
      assertThat(golden).as(name).isNotNull();
      assertThat(actual).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
