package io.pgcluster.examples;

import io.pgcluster.embedded.EmbeddedPgClusters;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.PgClusterBuilder;
import java.util.function.UnaryOperator;

/**
 * A description that is said in one line of JShell, and run. Immutable: each word returns a changed
 * copy, checked at once.
 *
 * @param spec the description
 * @since 0.1
 */
public record ShellCluster(PgCluster spec) {
  private ShellCluster with(UnaryOperator<PgClusterBuilder> change) {
    return new ShellCluster(change.apply(spec.toBuilder()).build());
  }

  /**
   * With other standbys.
   *
   * @param count how many
   * @return the changed copy
   */
  public ShellCluster standbys(int count) {
    return with(b -> b.standbys(count));
  }

  /**
   * With another PostgreSQL.
   *
   * @param major 14 to 18
   * @return the changed copy
   */
  public ShellCluster version(int major) {
    return with(b -> b.version(major));
  }

  /**
   * With a parameter of PostgreSQL.
   *
   * @param name its name
   * @param value as postgresql.conf has it
   * @return the changed copy
   */
  public ShellCluster parameter(String name, String value) {
    return with(b -> b.parameter(name, value));
  }

  /**
   * With a role more, whose password is generated.
   *
   * @param name its name
   * @return the changed copy
   */
  public ShellCluster role(String name) {
    return with(b -> b.role(name));
  }

  /**
   * With a database more.
   *
   * @param name its name
   * @return the changed copy
   */
  public ShellCluster database(String name) {
    return with(b -> b.database(name));
  }

  /**
   * With a database more.
   *
   * @param name its name
   * @param owner a role that is there already
   * @return the changed copy
   */
  public ShellCluster database(String name, String owner) {
    return with(b -> b.database(name, owner));
  }

  /**
   * Without pgpool.
   *
   * @return the changed copy
   */
  public ShellCluster withoutRouter() {
    return with(PgClusterBuilder::withoutRouter);
  }

  /**
   * The description.
   *
   * @return for the library's API
   */
  public PgCluster build() {
    return spec;
  }

  /**
   * Starts it on this machine, and waits until every standby streams. It ends with JShell.
   *
   * @return the cluster
   */
  public ShellRunning start() {
    return new ShellRunning(EmbeddedPgClusters.create().reading(Shell.form()).start(spec));
  }

  /**
   * Applies it on the Kubernetes that kubectl would take, and waits until it works.
   *
   * @return the cluster
   */
  public ShellRunning up() {
    return ShellRuns.up(spec);
  }

  /**
   * Applies it on the Kubernetes that kubectl would take, and waits until it works.
   *
   * @param namespace which has to exist
   * @return the cluster
   */
  public ShellRunning up(String namespace) {
    return ShellRuns.up(spec, namespace);
  }

  @Override
  public String toString() {
    return spec.toString();
  }
}
