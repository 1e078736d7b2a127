package io.pgcluster.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands before the programs of a pod's script: counts them, and kills the pod's process 1 in place
 * of the one that it is told. So a script can be killed between any two of its steps.
 */
final class Tripwire {
  /** Not pg_isready and sleep, which run as often as it takes. */
  private static final List<String> OTHERS = List.of("mv", "sync", "rm", "chmod", "cat");

  private final Path folder;
  private final Path programs;

  Tripwire(Path folder, Path programs) throws IOException {
    this.programs = programs;
    this.folder = Files.createDirectory(folder);
    disarm();
    for (String name : InstalledPostgres.PROGRAMS) {
      Path real = programs.resolve(name);
      if (name.equals("pg_isready")) {
        Files.createSymbolicLink(folder.resolve(name), real);
      } else {
        wire(name, real, "");
      }
    }
    for (String name : OTHERS) {
      wire(name, Path.of("/bin").resolve(name), "");
    }
  }

  /** Gives a program of PostgreSQL one more option. */
  void option(String name, String option) throws IOException {
    wire(name, programs.resolve(name), option);
  }

  private void wire(String name, Path real, String option) throws IOException {
    String text =
        """
        #!/bin/sh
        echo "%1$s $*" | tr '\\n' ' ' >>%2$s/ran; echo >>%2$s/ran
        if [ "$(wc -l <%2$s/ran)" = "$(/bin/cat %2$s/limit)" ]; then
          kill -KILL "$POD_PID"
          exit 1
        fi
        exec %3$s %4$s "$@"
        """
            .formatted(name, folder, real, option);
    Path file = Files.writeString(folder.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The container's folder of programs. */
  Path folder() {
    return folder;
  }

  void disarm() throws IOException {
    arm(0);
  }

  /** Kills in place of the program of this number, from 1. */
  void arm(int number) throws IOException {
    Files.writeString(folder.resolve("limit"), String.valueOf(number));
    Path ran = Files.writeString(folder.resolve("ran"), "");
    InstalledPostgres.give(ran, true);
  }

  /** What has run since. */
  List<String> ran() throws IOException {
    return Files.readAllLines(folder.resolve("ran"));
  }

  /**
   * Starts a pod again and again, each time killed one step later, until it is ready.
   *
   * @return the steps in whose place it was killed
   */
  List<String> killAtEachStep(LocalPod pod) throws IOException, InterruptedException {
    List<String> steps = new ArrayList<>();
    for (int step = 1; ; step++) {
      arm(step);
      int number = step;
      pod.start();
      boolean ready = pod.await(pod::isReady);
      List<String> ran = ran();
      if (ready && ran.size() < number) {
        disarm();
        return steps;
      }
      if (ran.size() != number) {
        throw new AssertionError("step " + step + " was not reached: " + ran + "\n" + pod.log());
      }
      steps.add(ran.get(step - 1));
      pod.kill();
    }
  }
}
