package io.pgcluster.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgcluster.aliyun.AliyunDisk;
import io.pgcluster.storage.CsiVolume;
import io.pgcluster.storage.EphemeralStorage;
import io.pgcluster.storage.PvcStorage;
import io.pgcluster.storage.StorageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpecPageTest {
  private static final Path PAGE = Document.TOP.resolve("docs/spec.md");
  private static final String MARK = "<!-- From here on SpecPageTest writes this page. -->\n";

  /** Every kind that the form of the examples knows; one that is missing fails the test. */
  private static final List<StorageKind> STORAGE =
      List.of(
          StorageKind.of(PvcStorage.size("10Gi")),
          StorageKind.of(CsiVolume.of("", "")),
          StorageKind.of(EphemeralStorage.onDisk()),
          AliyunDisk.STATIC,
          AliyunDisk.DYNAMIC);

  /** {@code -Dgolden.update=true} writes it anew. */
  @Test
  void the_page_has_every_key_of_the_schema() throws IOException {
    String page = Files.readString(PAGE);
    String byHand = page.substring(0, page.indexOf(MARK) + MARK.length());
    String expected = byHand + new SpecPage(Shell.form(), STORAGE).text();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(PAGE, expected);
    }

    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }
}
