package io.pgcluster.embedded;

import io.pgcluster.config.PgpoolConf;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.router.RouterFiles;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** pgpool in front of a cluster's instances. */
final class LocalRouter {
  /** Its folder's name among the instances'. */
  static final String NAME = "router";

  static final String CONF = "pgpool.conf";

  private static final String START = Script.read("pool.sh");
  private static final int CONNECT_MILLIS = 1000;

  /**
   * A line of nobody before the first entry. A child of pgpool that serves a client does not open
   * the file again at a reload (pgpool 4.7, pool_process_query.c), and reads no block again that is
   * still in its buffer: so the file is written over, behind a block larger than the buffer.
   */
  private static final String BLOCK = ":" + " ".repeat(8190) + "\n";

  private final PgCluster cluster;
  private final Path folder;
  private final Path program;
  private final RunAs runAs;
  private final InstanceProcess process;

  /**
   * Not started yet.
   *
   * @param cluster described with the version of the program
   */
  LocalRouter(PgCluster cluster, ClusterFolder folder, Path program, RunAs runAs) {
    this.cluster = cluster;
    this.folder = folder.instance(NAME);
    this.program = program;
    this.runAs = runAs;
    this.process = new InstanceProcess(this.folder, runAs);
  }

  void start(ClusterState state, ClusterSecrets secrets) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
      FileOwners.close(folder);
      runAs.give(folder);
    }
    write(state, secrets);
    process.launch(List.of("sh", "-c", START, "pool", folder.toString(), program.toString()));
  }

  /** What it reads, as it should be. */
  SortedMap<String, String> files(ClusterState state, ClusterSecrets secrets) {
    TreeMap<String, String> files = new TreeMap<>();
    files.put(CONF, PgpoolConf.render(parameters(state)));
    files.put("pool_hba.conf", RouterFiles.clientAuthentication(cluster));
    files.putAll(
        RouterFiles.secrets(
            cluster,
            secrets.passwords(RouterFiles.roles(cluster)),
            secrets::isMd5,
            secrets.poolKey()));
    files.computeIfPresent(RouterFiles.POOL_PASSWD, (name, text) -> BLOCK + text);
    return files;
  }

  private void write(ClusterState state, ClusterSecrets secrets) throws IOException {
    for (Map.Entry<String, String> file : files(state, secrets).entrySet()) {
      Path path = folder.resolve(file.getKey());
      if (file.getKey().equals(RouterFiles.POOL_PASSWD) && Files.exists(path)) {
        writeOver(path, file.getValue());
      } else {
        FileOwners.writeSecret(path, file.getValue());
        runAs.give(path);
      }
    }
  }

  /** In one piece, and never shorter than it has to be. */
  private static void writeOver(Path path, String text) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      int unused = file.write(bytes, 0);
      file.truncate(bytes.limit());
    }
  }

  /** Has it read its files again. */
  void reload(ClusterState state, ClusterSecrets secrets) throws IOException {
    write(state, secrets);
    process.reload();
  }

  /** Backends are read at the start alone. */
  void restart(ClusterState state, ClusterSecrets secrets) throws IOException {
    process.stop();
    start(state, secrets);
  }

  private SortedMap<String, String> parameters(ClusterState state) {
    List<String> backends = new ArrayList<>(List.of(state.primary()));
    backends.addAll(state.standbys());
    SortedMap<String, String> parameters =
        RouterFiles.parameters(cluster, state.primary(), state.standbys());
    parameters.replaceAll(
        (name, value) -> value.startsWith(RouterFiles.WORK) ? moved(value) : value);
    parameters.put("listen_addresses", InstanceConfiguration.ADDRESS);
    parameters.put("port", String.valueOf(state.port(NAME)));
    parameters.put("pool_passwd", folder.resolve("pool_passwd").toString());
    for (int i = 0; i < backends.size(); i++) {
      parameters.put("backend_hostname" + i, InstanceConfiguration.ADDRESS);
      parameters.put("backend_port" + i, String.valueOf(state.port(backends.get(i))));
    }
    return parameters;
  }

  private String moved(String path) {
    return folder + path.substring(RouterFiles.WORK.length());
  }

  /** Of one that was just started. */
  void awaitReady(ClusterState state, Duration bound) {
    Waiting.within(bound, "cluster " + cluster.name())
        .until(
            () -> isReady(state),
            () -> "pgpool does not answer" + LogTail.below(process.log(), 15));
  }

  InstanceProcess process() {
    return process;
  }

  boolean isReady(ClusterState state) {
    if (!process.isAlive()) {
      return false;
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Ports.address(), state.port(NAME)), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
