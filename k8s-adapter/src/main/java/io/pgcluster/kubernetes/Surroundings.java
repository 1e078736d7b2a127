package io.pgcluster.kubernetes;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where this program runs. */
final class Surroundings {
  private static final Path TOKEN = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private Surroundings() {}

  /** Whether that is a pod with a service account, so that Services have names here. */
  static boolean inPod() {
    return System.getenv("KUBERNETES_SERVICE_HOST") != null && Files.exists(TOKEN);
  }
}
