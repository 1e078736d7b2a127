package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.jdbc.AccessRemoval;
import io.pgcluster.jdbc.ClusterVerifier;
import io.pgcluster.jdbc.ExpectedVerifier;
import io.pgcluster.jdbc.ObjectRemoval;
import io.pgcluster.jdbc.ReplicationReader;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.DatabaseObject;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.OwnedObjects;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressEvent.State;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.ReplicationStatus;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A cluster of processes of this machine. From {@link EmbeddedPgClusters#start} it ends when this
 * is closed; from {@code apply} and {@code find} this is a mere handle.
 *
 * @since 0.1
 */
public final class EmbeddedPgCluster implements RunningPgCluster {
  private final Settings settings;
  private final ClusterFolder folder;
  private final PgCluster spec;
  private final boolean owned;
  private final LocalRoutes routes;

  EmbeddedPgCluster(Settings settings, ClusterFolder folder, PgCluster spec, boolean owned) {
    this.settings = settings;
    this.folder = folder;
    this.spec = spec;
    this.owned = owned;
    this.routes = new LocalRoutes(spec, folder);
  }

  @Override
  public PgCluster spec() {
    return folder.spec(settings.form());
  }

  @Override
  public EmbeddedPgCluster await(Duration timeout) {
    return await(timeout, ProgressListener.NONE);
  }

  @Override
  public EmbeddedPgCluster await(Duration timeout, ProgressListener listener) {
    new LocalAwaiter(spec, folder, routes, listener).await(timeout);
    return this;
  }

  @Override
  public ClusterStatus status() {
    return new LocalStatus(spec, folder).read();
  }

  @Override
  public ReplicationStatus replication() {
    return ReplicationReader.read(spec, this::connection, folder.state().standbys());
  }

  @Override
  public VerifyReport verify() {
    Map<String, ExpectedVerifier> verifiers =
        folder.secrets().roles().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> ExpectedVerifier.of(e.getValue().verifier())));
    // Without pgpool nothing splits statements: writes go to the primary, reads to the standbys.
    PgCluster shown =
        folder.state().pgpool().isPresent() ? spec : spec.toBuilder().withoutRouter().build();
    return ClusterVerifier.of(shown, this::connection, verifiers).verify();
  }

  @Override
  public ConnectionInfo connection(Route route, String role) {
    return connection(route, role, spec.defaultDatabase());
  }

  @Override
  public ConnectionInfo connection(Route route, String role, String database) {
    return routes.connection(route, role, database);
  }

  /**
   * How to connect to one instance, whatever its role.
   *
   * @param instance its name, as {@link #status()} gives it
   * @param role a role of the description
   * @param database which database
   * @return an address and credentials
   */
  public ConnectionInfo connectionTo(String instance, String role, String database) {
    return routes.connectionTo(instance, role, database);
  }

  @Override
  public EmbeddedPgCluster scale(int standbys, DeletePolicy claims, ProgressListener listener) {
    return operations().scale(standbys, listener);
  }

  @Override
  public EmbeddedPgCluster restart(Set<ClusterStatus.Component> which, ProgressListener listener) {
    return operations().restart(which, listener);
  }

  /**
   * Always refused: what is stopped here would have nothing to be found by.
   *
   * @throws PgClusterException saying what to do instead
   */
  @Override
  public EmbeddedPgCluster pause(ProgressListener listener) {
    throw new PgClusterException(
        "cluster %s: cannot be paused on this machine; with durable(…), delete it with KEEP_VOLUMES, and apply it again"
            .formatted(spec.name()));
  }

  /** Does nothing: no cluster is paused here. */
  @Override
  public EmbeddedPgCluster resume(ProgressListener listener) {
    return this;
  }

  @Override
  public RotationReport rotatePassword(
      String role, RotationOptions options, ProgressListener listener) {
    return operations().rotate(role, options, listener);
  }

  @Override
  public EmbeddedPgCluster removeRole(String role, OwnedObjects owned, ProgressListener listener) {
    AccessRemoval removal = AccessRemoval.of(spec(), this::connection);
    removal.checkRole(role, owned);
    EmbeddedPgCluster changed =
        operations().turn(described -> AccessRemoval.withoutRole(described, role, owned), listener);
    removal.dropRole(role, owned);
    operations().forget(role);
    listener.on(new ProgressEvent(new ObjectId("Role", role), State.DELETED, ""));
    return changed;
  }

  @Override
  public EmbeddedPgCluster removeDatabase(String database, ProgressListener listener) {
    EmbeddedPgCluster changed =
        operations()
            .turn(described -> AccessRemoval.withoutDatabase(described, database), listener);
    AccessRemoval.of(changed.spec(), this::connection).dropDatabase(database);
    listener.on(new ProgressEvent(new ObjectId("Database", database), State.DELETED, ""));
    return changed;
  }

  @Override
  public EmbeddedPgCluster remove(DatabaseObject object, ProgressListener listener) {
    ObjectRemoval removal = ObjectRemoval.of(spec(), object, this::connection);
    removal.check();
    EmbeddedPgCluster changed =
        operations().turn(described -> ObjectRemoval.without(described, object), listener);
    removal.run();
    listener.on(
        new ProgressEvent(
            new ObjectId("Database", object.database()), State.APPLIED, "without the " + object));
    return changed;
  }

  private LocalOperations operations() {
    return new LocalOperations(
        settings, folder, now -> new EmbeddedPgCluster(settings, folder, now, false));
  }

  @Override
  public PgFaults faults() {
    return new LocalFaults(settings, spec, folder);
  }

  /**
   * Where the cluster lies.
   *
   * @return the folder with a folder for each instance
   */
  public Path folder() {
    return folder.root();
  }

  /**
   * The servers' logs.
   *
   * @return by instance; the router's, if it is pgpool, as {@code router}
   */
  public Map<String, Path> logs() {
    Map<String, Path> logs = new LinkedHashMap<>();
    ClusterState state = folder.state();
    state.instances().forEach(instance -> logs.put(instance, folder.log(instance)));
    state.pgpool().ifPresent(program -> logs.put(LocalRouter.NAME, folder.log(LocalRouter.NAME)));
    return logs;
  }

  /**
   * The ends of all logs, for a failure report.
   *
   * @param lines how many of each
   * @return below the name of each instance its lines
   */
  public String logTail(int lines) {
    return logs().entrySet().stream()
        .map(log -> "%s:\n%s".formatted(log.getKey(), LogTail.of(log.getValue(), lines).indent(2)))
        .collect(Collectors.joining());
  }

  /**
   * Stops the servers at once with {@code DELETE_VOLUMES}, and cleanly with {@code KEEP_VOLUMES}.
   */
  @Override
  public void delete(DeletePolicy policy, ProgressListener listener) {
    if (!folder.exists()) {
      return;
    }
    ClusterState state = folder.state();
    try {
      if (policy == DeletePolicy.KEEP_VOLUMES) {
        folder.shutDown();
        if (settings.durable()) {
          Guards.release(folder.root());
        }
      } else {
        Guards.release(folder.root());
        folder.remove();
      }
    } catch (IOException e) {
      throw new PgClusterException(
          "cluster %s: %s cannot be removed (%s)".formatted(spec.name(), folder.root(), e), e);
    }
    state
        .instances()
        .forEach(
            instance ->
                listener.on(
                    new ProgressEvent(new ObjectId("Instance", instance), State.DELETED, "")));
  }

  @Override
  public void close() {
    if (owned && folder.exists()) {
      delete(settings.durable() ? DeletePolicy.KEEP_VOLUMES : DeletePolicy.DELETE_VOLUMES);
    }
  }

  @Override
  public String toString() {
    return "PgCluster %s on this machine, in %s".formatted(spec.name(), folder.root());
  }
}
