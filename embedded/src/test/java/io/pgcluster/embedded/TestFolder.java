package io.pgcluster.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A folder that the servers' user can enter, which JUnit's own are not. Gone after the class. */
final class TestFolder implements AfterAllCallback {
  private final Path path;

  private TestFolder(Path path) {
    this.path = path;
  }

  static TestFolder create() {
    try {
      Path path = Files.createTempDirectory("pgcluster-it-");
      FileOwners.open(path);
      return new TestFolder(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** The processes whose command line names the folder: servers, guards, what copies. */
  static Stream<ProcessHandle> processes(Path folder) {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(
            process ->
                process.info().commandLine().orElse("").contains(folder.toString())
                    && process.pid() != ProcessHandle.current().pid());
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    delete();
  }

  /** Fails if something still runs in it. */
  void delete() throws IOException {
    try {
      assertThat(processes(path)).isEmpty();
    } finally {
      Folders.delete(path);
    }
  }
}
