package io.pgcluster.topology;

import io.pgcluster.manifest.FixedSecrets;
import io.pgcluster.manifest.Manifests;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Local pods of a cluster named orders; gone when closed. */
final class LocalPods implements AutoCloseable {
  private final Path folder;
  private final Tripwire tripwire;
  private final PgCluster cluster;
  private final Manifests manifests;
  private final List<LocalPod> pods = new ArrayList<>();

  private LocalPods(
      Path folder, InstalledPostgres postgres, UnaryOperator<PgClusterBuilder> description)
      throws IOException {
    this.folder = folder;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    tripwire = new Tripwire(folder.resolve("programs"), postgres.programs());
    int port = freePort();
    cluster =
        description
            .apply(
                PgClusterBuilder.named("orders")
                    .version(postgres.version())
                    .parameter("shared_buffers", "16MB")
                    .parameter("fsync", "off")
                    // Else segments stay behind in memory when servers are killed.
                    .parameter("dynamic_shared_memory_type", "mmap")
                    .postgres(
                        p ->
                            p.port(port)
                                .image("local", InstalledPostgres.contract(tripwire.folder()))))
            .build();
    manifests = Manifests.of(cluster, "db", FixedSecrets.of(cluster));
  }

  /** Nothing runs yet. Skips the test where PostgreSQL's programs are not installed. */
  static LocalPods of(UnaryOperator<PgClusterBuilder> description) throws IOException {
    InstalledPostgres postgres =
        InstalledPostgres.find()
            .orElseGet(
                () ->
                    Assumptions.abort(
                        "no PostgreSQL 14 to 18 in /usr/lib/postgresql; apt-get install postgresql"));
    // In memory, and a short name: a socket's path has at most 107 characters.
    Path folder = Files.createTempDirectory(Path.of("/dev/shm"), "pgcluster-test-");
    return new LocalPods(folder, postgres, description);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  LocalPod primary() throws IOException {
    return pod("orders-primary", 0, "127.0.0.1");
  }

  LocalPod standby(int ordinal) throws IOException {
    return pod("orders-replica", ordinal, "127.0.0." + (ordinal + 2));
  }

  private LocalPod pod(String set, int ordinal, String address) throws IOException {
    LocalPod pod = new LocalPod(folder, manifests, set, ordinal, address);
    pods.add(pod);
    return pod;
  }

  /** A second container of a pod, on the same volumes. */
  LocalPod again(LocalPod pod) throws IOException {
    LocalPod second = pod.twin();
    pods.add(second);
    return second;
  }

  PgCluster cluster() {
    return cluster;
  }

  Tripwire tripwire() {
    return tripwire;
  }

  @Override
  public void close() throws IOException {
    for (LocalPod pod : pods) {
      pod.close();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
