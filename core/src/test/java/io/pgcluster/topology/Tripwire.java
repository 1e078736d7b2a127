package io.pgcluster.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Stands before the programs of a pod's script and, when armed, kills the pod's process 1 in place
 * of each that it has not yet killed it in place of. So a script is killed between any two of its
 * steps, also of those that it takes only after it was killed.
 */
final class Tripwire {
  /** Not pg_isready and sleep, which run as often as it takes. */
  private static final List<String> OTHERS = List.of("mv", "sync", "rm", "chmod", "cat");

  private final Path folder;
  private final Path programs;

  Tripwire(Path folder, Path programs) throws IOException {
    this.programs = programs;
    this.folder = Files.createDirectory(folder);
    empty("ran");
    for (String name : InstalledPostgres.PROGRAMS) {
      Path real = programs.resolve(name);
      if (name.equals("pg_isready")) {
        Files.createSymbolicLink(folder.resolve(name), real);
      } else {
        wire(name, real, "", "");
      }
    }
    for (String name : OTHERS) {
      wire(name, Path.of("/bin").resolve(name), "", "");
    }
  }

  /** Gives a program of PostgreSQL one more option. */
  void option(String name, String option) throws IOException {
    wire(name, programs.resolve(name), option, "");
  }

  /** A program of PostgreSQL misses the signals of its first moments, as a fork may. */
  void deaf(String name) throws IOException {
    wire(name, programs.resolve(name), "", "trap '' TERM INT QUIT; sleep 0.3");
  }

  private void wire(String name, Path real, String option, String first) throws IOException {
    String text =
        """
        #!/bin/sh
        step=$(echo "%1$s $*" | tr '\\n' ' ')
        echo "$step" >>%2$s/ran
        step="$(grep -cxF -- "$step" %2$s/ran) $step"
        if [ -e %2$s/armed ] && ! grep -qxF -- "$step" %2$s/killed; then
          echo "$step" >>%2$s/killed
          kill -KILL "$POD_PID"
          exit 1
        fi
        %5$s
        exec %3$s %4$s "$@"
        """
            .formatted(name, folder, real, option, first);
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The container's folder of programs. */
  Path folder() {
    return folder;
  }

  private Path empty(String name) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "");
    InstalledPostgres.give(file, true);
    return file;
  }

  /**
   * Starts a pod again and again, each time killed in place of the first step that it was not yet
   * killed at, until it is ready. The same step twice in one run counts as two.
   *
   * @return the steps in whose place it was killed
   */
  List<String> killAtEachStep(LocalPod pod) throws IOException, InterruptedException {
    Path killed = empty("killed");
    Path armed = empty("armed");
    for (int kills = 0; ; kills++) {
      empty("ran");
      pod.start();
      boolean ready = pod.await(pod::isReady);
      List<String> steps = Files.readAllLines(killed);
      if (steps.size() == kills && ready) {
        Files.delete(armed);
        return steps.stream().map(step -> step.substring(step.indexOf(' ') + 1)).toList();
      }
      if (steps.size() != kills + 1) {
        throw new AssertionError("no step was killed after " + steps + "\n" + pod.log());
      }
      pod.kill();
    }
  }
}
