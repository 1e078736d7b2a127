package io.pgcluster.jdbc;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The machine's pgpool in front of a primary and its standbys. */
final class LocalPgpool implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/pgpool");

  private final LocalServer server;
  private final int port;

  private LocalPgpool(LocalServer server, int port) {
    this.server = server;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(PROGRAM);
  }

  /**
   * Starts it.
   *
   * @param parent a folder that others may enter
   * @param backends ports; the first is the primary's
   * @param poolPasswd the whole file
   */
  static LocalPgpool start(Path parent, List<Integer> backends, String poolPasswd)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "pgpool");
    List<Integer> ports = LocalCluster.freePorts(2);
    int port = ports.get(0);
    Path passwords = Files.writeString(folder.resolve("pool_passwd"), poolPasswd);
    Path hba =
        Files.writeString(
            folder.resolve("pool_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
    Path conf =
        Files.writeString(
            folder.resolve("pgpool.conf"), configuration(folder, ports, backends, passwords));
    PostgresPrograms.giveAway(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    List<String> command = new ArrayList<>(PostgresPrograms.asUser());
    command.addAll(
        List.of(PROGRAM.toString(), "-n", "-D", "-f", conf.toString(), "-a", hba.toString()));
    LocalServer server = LocalServer.start("pgpool", parent.resolve("pgpool.log"), command);
    return new LocalPgpool(server.await(() -> listens(port)), port);
  }

  private static String configuration(
      Path folder, List<Integer> ports, List<Integer> backends, Path passwords) {
    String nodes =
        IntStream.range(0, backends.size())
            .mapToObj(
                i ->
                    """
                    backend_hostname%1$d = '127.0.0.1'
                    backend_port%1$d = %2$d
                    backend_weight%1$d = 1
                    backend_flag%1$d = '%3$sDISALLOW_TO_FAILOVER'
                    """
                        .formatted(i, backends.get(i), i == 0 ? "ALWAYS_PRIMARY|" : ""))
            .reduce("", String::concat);
    return """
        backend_clustering_mode = 'streaming_replication'
        listen_addresses = '127.0.0.1'
        port = %1$d
        pcp_port = %4$d
        num_init_children = 32
        unix_socket_directories = '%2$s'
        socket_dir = '%2$s'
        pcp_socket_dir = '%2$s'
        wd_ipc_socket_dir = '%2$s'
        pid_file_name = '%2$s/pgpool.pid'
        logdir = '%2$s'
        load_balance_mode = on
        failover_on_backend_error = off
        health_check_period = 0
        sr_check_period = 0
        enable_pool_hba = on
        pool_passwd = '%3$s'
        disable_load_balance_on_write = 'transaction'
        """
            .formatted(ports.get(0), folder, passwords, ports.get(1))
        + nodes;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  ConnectionInfo info(String role, String database) {
    return new ConnectionInfo(
        Route.ROUTED, "127.0.0.1", port, database, role, Password.of(LocalCluster.PASSWORD));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
