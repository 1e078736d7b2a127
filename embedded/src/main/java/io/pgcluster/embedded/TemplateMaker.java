package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.config.HbaRule;
import io.pgcluster.config.HbaText;
import io.pgcluster.config.PostgresqlConf;
import io.pgcluster.credential.Password;
import io.pgcluster.credential.SecretSource;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.topology.ServerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Makes a template: initdb, then a server that nobody else can log in to, in which the SQL runs.
 */
final class TemplateMaker {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int ATTEMPTS = 5;
  private static final int LOG_LINES = 20;

  private final PgCluster cluster;
  private final PostgresHome home;
  private final RunAs runAs;

  TemplateMaker(PgCluster cluster, PostgresHome home, RunAs runAs) {
    this.cluster = cluster;
    this.home = home;
    this.runAs = runAs;
  }

  /** In an empty folder; leaves {@code data} and the secrets in it. */
  void make(Path folder) throws IOException {
    Meanwhile<ClusterSecrets> made =
        Meanwhile.doing(
            "secrets",
            () -> ClusterSecrets.complete(cluster, Optional.empty(), SecretSource.strong()));
    String id = "template";
    Files.writeString(folder.resolve("id"), id);
    Path work = Files.createDirectory(folder.resolve("work"));
    FileOwners.close(work);
    runAs.give(work);
    Guard guard = Guard.over(folder, id, Guard.End.STOP);
    ClusterSecrets secrets;
    try (Password first = SecretSource.strong().password()) {
      initdb(work, first);
      secrets = made.get();
      setUp(work, first, secrets);
    } finally {
      guard.close();
    }
    slim(work.resolve("data"));
    Files.move(work.resolve("data"), folder.resolve("data"));
    Folders.delete(work);
    ClusterFolder.writeSecrets(folder.resolve("secrets.properties"), secrets);
    // So that a machine that loses power soon keeps no half of it; best effort.
    var unused = Programs.output(List.of("sync", "-f", folder.toString()));
  }

  private void initdb(Path work, Password first) throws IOException {
    Path password = work.resolve("password");
    FileOwners.writeSecret(password, first.reveal() + "\n");
    runAs.give(password);
    Path log = work.resolve("initdb.log");
    boolean made = false;
    for (List<String> locale : locales()) {
      Folders.delete(work.resolve("data"));
      made = Programs.run(runAs.command(command(work, password, locale)), log) == 0;
      if (made) {
        break;
      }
    }
    Files.delete(password);
    if (!made) {
      throw new PgClusterException(
          "PostgreSQL %s: initdb failed%s"
              .formatted(home.version(), LogTail.below(log, LOG_LINES)));
    }
  }

  private List<String> command(Path work, Path password, List<String> locale) {
    List<String> command = new ArrayList<>();
    command.add(home.program("initdb").toString());
    command.addAll(
        List.of(
            "--pgdata=" + work.resolve("data"),
            "--username=" + cluster.access().superuser().name(),
            "--pwfile=" + password,
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--data-checksums",
            "--no-sync",
            "--no-instructions"));
    command.addAll(locale);
    return command;
  }

  /** C.UTF-8 as on Kubernetes; from 17 on PostgreSQL has it itself, before not every system. */
  private List<List<String>> locales() {
    return home.major() >= 17
        ? List.of(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"))
        : List.of(List.of("--locale=C.UTF-8"), List.of("--locale=C"));
  }

  private void setUp(Path work, Password first, ClusterSecrets secrets) throws IOException {
    InstanceProcess server = new InstanceProcess(work, runAs);
    int port = started(work, server);
    new SetupRun(cluster, secrets, port).run(first, () -> LogTail.below(server.log(), LOG_LINES));
    server.stop();
    if (Files.exists(work.resolve("data/postmaster.pid"))) {
      throw new PgClusterException(
          "PostgreSQL %s: did not shut down%s"
              .formatted(home.version(), LogTail.below(server.log(), LOG_LINES)));
    }
  }

  /** A quarter of all files to copy: servers make these maps anew as they need them. */
  private static void slim(Path data) throws IOException {
    String script = "cd \"$0\" && rm -f base/*/*_fsm base/*/*_vm global/*_fsm global/*_vm";
    var unused = Programs.succeeds(List.of("sh", "-c", script, data.toString()));
  }

  private int started(Path work, InstanceProcess server) throws IOException {
    HbaRule superuser =
        new HbaRule(
            "host",
            List.of("all"),
            List.of(HbaRule.name(cluster.access().superuser().name())),
            InstanceConfiguration.ADDRESS + "/32",
            cluster.postgres().passwordEncryption() == io.pgcluster.spec.PasswordEncryption.MD5
                ? "md5"
                : "scram-sha-256",
            Map.of());
    write(work.resolve("pg_hba.conf"), HbaText.postgres(List.of(superuser)));
    for (int attempt = 1; ; attempt++) {
      int port = Ports.free(1).get(0);
      write(work.resolve("postgresql.conf"), PostgresqlConf.render(parameters(work, port)));
      server.start(home, work);
      Waiting.within(PATIENCE, "PostgreSQL " + home.version())
          .until(
              () -> server.isReady() || !server.isAlive(),
              () -> "no server" + LogTail.below(server.log(), LOG_LINES));
      if (server.isReady()) {
        return port;
      }
      String tail = LogTail.below(server.log(), LOG_LINES);
      if (attempt == ATTEMPTS || !PortClash.in(tail)) {
        throw new PgClusterException(
            "PostgreSQL %s: does not start with these parameters%s"
                .formatted(home.version(), tail));
      }
    }
  }

  /** The described ones, as an extension may need them; but nothing secret in the log. */
  private SortedMap<String, String> parameters(Path work, int port) {
    SortedMap<String, String> parameters = ServerParameters.of(cluster);
    InstanceConfiguration.local(parameters, cluster.postgres().parameters(), false);
    parameters.put("fsync", "off");
    parameters.put("port", String.valueOf(port));
    parameters.put("hba_file", work.resolve("pg_hba.conf").toString());
    parameters.put("log_statement", "none");
    parameters.put("log_min_error_statement", "panic");
    parameters.put("log_min_duration_statement", "-1");
    parameters.put("archive_mode", "off");
    // So that there is one segment to copy, and that one mostly a hole.
    parameters.put("wal_recycle", "off");
    parameters.put("wal_init_zero", "off");
    parameters.put("synchronous_standby_names", "");
    return parameters;
  }

  private void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    runAs.give(file);
  }
}
