package io.pgcluster.kubernetes;

import io.pgcluster.jdbc.AccessRemoval;
import io.pgcluster.jdbc.ClusterVerifier;
import io.pgcluster.jdbc.ExpectedVerifier;
import io.pgcluster.jdbc.ObjectRemoval;
import io.pgcluster.jdbc.ReplicationReader;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.ClusterStatus;
import io.pgcluster.runtime.ClusterStatus.Component;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.DatabaseObject;
import io.pgcluster.runtime.DeletePolicy;
import io.pgcluster.runtime.Impact;
import io.pgcluster.runtime.OwnedObjects;
import io.pgcluster.runtime.PgFaults;
import io.pgcluster.runtime.ProgressEvent;
import io.pgcluster.runtime.ProgressEvent.ObjectId;
import io.pgcluster.runtime.ProgressListener;
import io.pgcluster.runtime.ReplicationStatus;
import io.pgcluster.runtime.RotationOptions;
import io.pgcluster.runtime.RotationReport;
import io.pgcluster.runtime.Route;
import io.pgcluster.runtime.RunningPgCluster;
import io.pgcluster.runtime.VerifyReport;
import io.pgcluster.spec.PgCluster;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A cluster in a namespace. */
final class KubernetesRunningCluster implements RunningPgCluster {
  /** The annotation by which {@code kubectl rollout restart} replaces pods too. */
  private static final String RESTARTED = "kubectl.kubernetes.io/restartedAt";

  private final KubeApi api;
  private final PgCluster spec;
  private final Routes routes;
  private final KubernetesPgClusters.Patience patience;
  private final SpecChanges changes;
  private final Rotations rotations;

  KubernetesRunningCluster(
      KubeApi api,
      PgCluster spec,
      Routes routes,
      KubernetesPgClusters.Patience patience,
      SpecChanges changes,
      Rotations rotations) {
    this.changes = changes;
    this.rotations = rotations;
    this.api = api;
    this.spec = spec;
    this.routes = routes;
    this.patience = patience;
  }

  @Override
  public PgCluster spec() {
    return spec;
  }

  @Override
  public RunningPgCluster await(Duration timeout, ProgressListener listener) {
    try (Awaiter awaiter = new Awaiter(api, spec, listener)) {
      awaiter.await(timeout);
    }
    return this;
  }

  @Override
  public ClusterStatus status() {
    return new StatusReader(api, spec).read();
  }

  @Override
  public ReplicationStatus replication() {
    return ReplicationReader.read(spec, this::connection, InstanceNames.of(spec).standbys());
  }

  @Override
  public PgFaults faults() {
    return new KubernetesFaults(api, spec, this::connection, this::standby);
  }

  @Override
  public VerifyReport verify() {
    ClusterSecrets secrets = Credentials.of(api, spec.name());
    Map<String, ExpectedVerifier> verifiers =
        secrets.roles().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, e -> ExpectedVerifier.of(e.getValue().verifier())));
    return ClusterVerifier.of(spec, this::connection, verifiers).verify();
  }

  @Override
  public ConnectionInfo connection(Route route, String role, String database) {
    ClusterSecrets secrets = Credentials.of(api, spec.name());
    String login = secrets.login(spec, role);
    return at(routes.address(route), route, database, login, secrets);
  }

  private ConnectionInfo standby(String name) {
    ClusterSecrets secrets = Credentials.of(api, spec.name());
    String superuser = spec.access().superuser().name();
    return at(routes.standby(name), Route.REPLICA, spec.defaultDatabase(), superuser, secrets);
  }

  private static ConnectionInfo at(
      InetSocketAddress address,
      Route route,
      String database,
      String role,
      ClusterSecrets secrets) {
    return Routes.info(route, address, role, database, secrets.role(role).password());
  }

  @Override
  public RunningPgCluster scale(int standbys, DeletePolicy claims, ProgressListener listener) {
    RunningPgCluster scaled =
        changes.make(spec.name(), b -> b.standbys(standbys), Impact.STANDBY_RESTART, listener);
    if (claims == DeletePolicy.DELETE_VOLUMES) {
      new LeftClaims(api, spec.name()).delete(standbys, listener);
    }
    return scaled;
  }

  @Override
  public RunningPgCluster restart(Set<Component> which, ProgressListener listener) {
    String now = Instant.now().toString();
    return changes.make(
        spec.name(),
        b -> {
          if (which.contains(Component.PRIMARY)) {
            b.primary(p -> p.annotation(RESTARTED, now));
          }
          if (which.contains(Component.STANDBY)) {
            b.standbys(s -> s.annotation(RESTARTED, now));
          }
          if (which.contains(Component.ROUTER)) {
            b.router(r -> r.annotation(RESTARTED, now));
          }
        },
        Impact.PRIMARY_RESTART,
        listener);
  }

  @Override
  public RunningPgCluster pause(ProgressListener listener) {
    return changes.make(
        spec.name(), b -> b.kubernetes(k -> k.paused(true)), Impact.PRIMARY_RESTART, listener);
  }

  @Override
  public RunningPgCluster resume(ProgressListener listener) {
    return changes.make(
        spec.name(), b -> b.kubernetes(k -> k.paused(false)), Impact.PRIMARY_RESTART, listener);
  }

  @Override
  public RotationReport rotatePassword(
      String role, RotationOptions options, ProgressListener listener) {
    return rotations.rotate(spec.name(), routes, role, options, listener);
  }

  @Override
  public RunningPgCluster removeRole(String role, OwnedObjects owned, ProgressListener listener) {
    AccessRemoval removal = AccessRemoval.of(changes.described(spec.name()), this::connection);
    removal.checkRole(role, owned);
    RunningPgCluster changed =
        changes.turn(
            spec.name(),
            described -> AccessRemoval.withoutRole(described, role, owned),
            Impact.STANDBY_RESTART,
            listener);
    rotations.forget(spec.name(), routes, role, () -> removal.dropRole(role, owned));
    listener.on(removed("Role", role));
    return changed;
  }

  @Override
  public RunningPgCluster removeDatabase(String database, ProgressListener listener) {
    RunningPgCluster changed =
        changes.turn(
            spec.name(),
            described -> AccessRemoval.withoutDatabase(described, database),
            Impact.STANDBY_RESTART,
            listener);
    AccessRemoval.of(changed.spec(), this::connection).dropDatabase(database);
    listener.on(removed("Database", database));
    return changed;
  }

  @Override
  public RunningPgCluster remove(DatabaseObject object, ProgressListener listener) {
    ObjectRemoval removal =
        ObjectRemoval.of(changes.described(spec.name()), object, this::connection);
    removal.check();
    RunningPgCluster changed =
        changes.turn(
            spec.name(),
            described -> ObjectRemoval.without(described, object),
            Impact.STANDBY_RESTART,
            listener);
    removal.run();
    listener.on(
        new ProgressEvent(
            new ObjectId("Database", object.database()),
            ProgressEvent.State.APPLIED,
            "without the " + object));
    return changed;
  }

  private static ProgressEvent removed(String kind, String name) {
    return new ProgressEvent(new ObjectId(kind, name), ProgressEvent.State.DELETED, "");
  }

  @Override
  public void delete(DeletePolicy policy, ProgressListener listener) {
    routes.close();
    new Deleter(api, spec.name(), policy, listener, patience.delete()).run(patience.lock());
  }

  @Override
  public void close() {
    routes.close();
  }

  @Override
  public String toString() {
    return "PgCluster %s in namespace %s of %s"
        .formatted(spec.name(), api.namespace(), api.server());
  }
}
