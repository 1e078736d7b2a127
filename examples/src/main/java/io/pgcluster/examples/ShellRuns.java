package io.pgcluster.examples;

import io.pgcluster.kubernetes.ConsoleProgress;
import io.pgcluster.kubernetes.KubernetesPgClusters;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ReplicationStatus;
import io.pgcluster.runtime.ReplicationStatus.Instance;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.spec.PgCluster;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Short words for JShell about clusters that run, besides those of {@link Shell}.
 *
 * @since 0.1
 */
public final class ShellRuns {
  private ShellRuns() {}

  /**
   * Starts a cluster on this machine, and waits until every standby streams. It ends with JShell.
   *
   * @param cluster the description
   * @return the cluster
   */
  public static ShellRunning start(PgCluster cluster) {
    return new ShellCluster(cluster).start();
  }

  /**
   * Ends a cluster of this machine.
   *
   * @param running the cluster
   */
  public static void stop(RunningPgCluster running) {
    running.close();
  }

  /**
   * The Kubernetes that kubectl would take, in its namespace. Open until JShell ends.
   *
   * @return its clusters
   */
  public static KubernetesPgClusters connect() {
    return KubernetesPgClusters.connect().reading(Shell.form());
  }

  /**
   * The Kubernetes that kubectl would take. Open until JShell ends.
   *
   * @param namespace which has to exist
   * @return its clusters
   */
  public static KubernetesPgClusters connect(String namespace) {
    return connect().inNamespace(namespace);
  }

  /**
   * Applies a cluster and waits until it works.
   *
   * @param cluster the description
   * @return the cluster
   */
  public static ShellRunning up(PgCluster cluster) {
    return up(cluster, connect());
  }

  /**
   * Applies a cluster and waits until it works.
   *
   * @param cluster the description
   * @param namespace which has to exist
   * @return the cluster
   */
  public static ShellRunning up(PgCluster cluster, String namespace) {
    return up(cluster, connect(namespace));
  }

  /**
   * Applies a cluster and waits until it works.
   *
   * @param cluster the description
   * @return the cluster
   */
  public static ShellRunning up(ShellCluster cluster) {
    return up(cluster.spec());
  }

  /**
   * Applies a cluster and waits until it works.
   *
   * @param cluster the description
   * @param namespace which has to exist
   * @return the cluster
   */
  public static ShellRunning up(ShellCluster cluster, String namespace) {
    return up(cluster.spec(), namespace);
  }

  private static ShellRunning up(PgCluster cluster, KubernetesPgClusters clusters) {
    ConsoleProgress progress = ConsoleProgress.create();
    var running = new ShellRunning(clusters.apply(cluster, progress));
    return running.await(Duration.ofMinutes(10), progress);
  }

  /**
   * Prints what a running cluster is shown to do.
   *
   * @param running the cluster
   */
  public static void proof(RunningPgCluster running) {
    System.out.print(running.verify().render());
  }

  /**
   * The instances with role, position in the log, and lag.
   *
   * @param running the cluster
   * @return as a tree
   */
  public static ReplicationStatus tree(RunningPgCluster running) {
    return running.replication();
  }

  /**
   * How far the standbys are behind.
   *
   * @param running the cluster
   * @return bytes by standby; -1 of one that has said nothing
   */
  public static Map<String, Long> lag(RunningPgCluster running) {
    return running.replication().instances().stream()
        .filter(i -> i.role() == Component.STANDBY)
        .collect(Collectors.toMap(Instance::name, Instance::lagBytes, (a, b) -> a, TreeMap::new));
  }

  /**
   * Runs a statement on the primary.
   *
   * @param running the cluster
   * @param sql one statement
   * @return the rows as a table
   * @throws SQLException if it fails
   */
  public static Shell.Text sql(RunningPgCluster running, String sql) throws SQLException {
    return sql(running, Route.PRIMARY, sql);
  }

  /**
   * Runs a statement as the first role.
   *
   * @param running the cluster
   * @param route where
   * @param sql one statement
   * @return the rows as a table
   * @throws SQLException if it fails
   */
  public static Shell.Text sql(RunningPgCluster running, Route route, String sql)
      throws SQLException {
    var access = running.spec().access();
    String role =
        access.roles().isEmpty() ? access.superuser().name() : access.roles().get(0).name();
    return new Shell.Text(SqlTable.of(running.connection(route, role), sql));
  }

  /**
   * Lets a standby lag: it receives, but does not replay.
   *
   * @param running the cluster
   * @param standby its name
   */
  public static void pause(RunningPgCluster running, String standby) {
    running.faults().pauseReplay(standby);
  }

  /**
   * Ends {@link #pause}.
   *
   * @param running the cluster
   * @param standby its name
   */
  public static void resume(RunningPgCluster running, String standby) {
    running.faults().resumeReplay(standby);
  }

  /**
   * Kills an instance.
   *
   * @param running the cluster
   * @param instance its name
   */
  public static void kill(RunningPgCluster running, String instance) {
    running.faults().kill(instance);
  }

  /**
   * Starts an instance that was killed.
   *
   * @param running the cluster
   * @param instance its name
   */
  public static void revive(RunningPgCluster running, String instance) {
    running.faults().start(instance);
  }

  /**
   * Makes a standby the primary.
   *
   * @param running the cluster
   * @param standby its name
   */
  public static void promote(RunningPgCluster running, String standby) {
    running.faults().promote(standby);
  }
}
