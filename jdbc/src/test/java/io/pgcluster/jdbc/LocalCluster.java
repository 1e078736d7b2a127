package io.pgcluster.jdbc;

import io.pgcluster.credential.Password;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real primary with real streaming standbys on loopback.
 *
 * <p>A standby is a copy of the folder that initdb made, taken before the first start: same system
 * identifier and timeline, so it streams from the beginning and needs no base backup.
 */
final class LocalCluster implements AutoCloseable {
  static final String SUPERUSER = "postgres";
  static final String REPLICATION = "replicator";
  static final String PASSWORD = "topsecret of everyone";

  private final Path folder;
  private final List<Path> data = new ArrayList<>();
  private final List<LocalServer> servers = new ArrayList<>();
  private final List<Integer> ports;

  private LocalCluster(Path folder, List<Integer> ports) {
    this.folder = folder;
    this.ports = ports;
  }

  static LocalCluster start(int standbys) throws IOException, InterruptedException, SQLException {
    Path memory = Path.of("/dev/shm");
    Path folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "pgcluster-test-")
            : Files.createTempDirectory("pgcluster-test-");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    LocalCluster cluster = new LocalCluster(folder, freePorts(standbys + 1));
    try {
      cluster.startAll(PostgresPrograms.unpackIn(folder));
      return cluster;
    } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void startAll(PostgresPrograms programs)
      throws IOException, InterruptedException, SQLException {
    Path initial = initdb(programs);
    for (int i = 0; i < ports.size(); i++) {
      Path node = folder.resolve("node" + i);
      copy(initial, node);
      Files.writeString(node.resolve("postgresql.conf"), configuration(i));
      if (i > 0) {
        Files.createFile(node.resolve("standby.signal"));
      }
      PostgresPrograms.giveAway(node);
      Files.setPosixFilePermissions(node, PosixFilePermissions.fromString("rwx------"));
      data.add(node);
      servers.add(
          LocalServer.start(
              "node" + i,
              folder.resolve("node" + i + ".log"),
              programs.command("postgres", "-D", node.toString())));
    }
    servers.get(0).await(() -> isReady(0));
    sql("CREATE ROLE %s LOGIN REPLICATION PASSWORD '%s'".formatted(REPLICATION, PASSWORD));
    for (int i = 1; i < servers.size(); i++) {
      int node = i;
      servers.get(i).await(() -> isReady(node));
    }
  }

  private Path initdb(PostgresPrograms programs) throws IOException, InterruptedException {
    Path parent = Files.createDirectory(folder.resolve("initdb"));
    Path password = Files.writeString(parent.resolve("password"), PASSWORD);
    PostgresPrograms.giveAway(parent);
    Path initial = parent.resolve("data");
    LocalServer.run(
        "initdb",
        folder.resolve("initdb.log"),
        programs.command(
            "initdb",
            "--no-sync",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--auth=scram-sha-256",
            "--username=" + SUPERUSER,
            "--pwfile=" + password,
            initial.toString()));
    return initial;
  }

  private String configuration(int node) {
    return """
        listen_addresses = '127.0.0.1'
        unix_socket_directories = ''
        port = %d
        cluster_name = 'node%d'
        fsync = off
        shared_buffers = 16MB
        wal_retrieve_retry_interval = 100ms
        primary_conninfo = 'host=127.0.0.1 port=%d user=%s password=''%s'''
        """
        .formatted(ports.get(node), node, ports.get(0), REPLICATION, PASSWORD);
  }

  private boolean isReady(int node) throws IOException {
    Path pid = data.get(node).resolve("postmaster.pid");
    if (!Files.exists(pid)) {
      return false;
    }
    List<String> lines = Files.readAllLines(pid);
    return lines.size() > 7 && lines.get(7).strip().equals("ready");
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  static int freePort() throws IOException {
    return freePorts(1).get(0);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.copy(
            path, to.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  Path folder() {
    return folder;
  }

  int port(int node) {
    return ports.get(node);
  }

  ConnectionInfo info(Route route, int node, String role, String database) {
    return new ConnectionInfo(
        route, "127.0.0.1", port(node), database, role, Password.of(PASSWORD));
  }

  Connection superuser(int node, String database) throws SQLException {
    return Connections.open(info(Route.PRIMARY, node, SUPERUSER, database));
  }

  /** On the primary, in the database postgres. */
  void sql(String... statements) throws SQLException {
    sql(0, statements);
  }

  void sql(int node, String... statements) throws SQLException {
    try (Connection connection = superuser(node, "postgres");
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  void stop(int node) throws IOException {
    servers.get(node).stop();
  }

  void restart(int node) throws IOException, InterruptedException {
    servers.get(node).restart(() -> isReady(node));
  }

  @Override
  public void close() throws IOException {
    for (LocalServer server : servers) {
      server.close();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
