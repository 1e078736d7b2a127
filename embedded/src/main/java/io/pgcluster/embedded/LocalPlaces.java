package io.pgcluster.embedded;

import io.pgcluster.credential.Password;
import io.pgcluster.jdbc.RotationPlaces;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.ConnectionInfo.RoutedBy;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The files and processes of a cluster on this machine that know passwords. */
final class LocalPlaces implements RotationPlaces {
  private final PgCluster cluster;
  private final ClusterFolder folder;
  private final InstanceConfiguration configuration;
  private final LocalPlanner planner;

  LocalPlaces(Settings settings, PgCluster cluster, ClusterFolder folder) {
    this.cluster = cluster;
    this.folder = folder;
    this.configuration =
        new InstanceConfiguration(cluster, folder, settings.durable(), RunAs.current());
    this.planner = new LocalPlanner(settings, cluster, folder);
  }

  @Override
  public ClusterSecrets secrets() {
    return folder.secrets();
  }

  @Override
  public void keep(ClusterSecrets secrets) {
    try {
      folder.write(secrets);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String primary() {
    return folder.state().primary();
  }

  @Override
  public List<String> standbys() {
    return folder.state().standbys().stream()
        .filter(name -> new InstanceProcess(folder.instance(name), RunAs.current()).isAlive())
        .toList();
  }

  @Override
  public List<String> routers() {
    ClusterState state = folder.state();
    return planner.routed(state).filter(router -> router.isReady(state)).isPresent()
        ? List.of(LocalRouter.NAME)
        : List.of();
  }

  @Override
  public ConnectionInfo at(String place, String role, String database, Password password) {
    ClusterState state = folder.state();
    boolean router = place.equals(LocalRouter.NAME);
    Route route = router ? Route.ROUTED : state.isPrimary(place) ? Route.PRIMARY : Route.REPLICA;
    return new ConnectionInfo(
        route,
        List.of(LocalRoutes.address(state, place)),
        router ? RoutedBy.PGPOOL : RoutedBy.NOBODY,
        database,
        role,
        password);
  }

  /** Nothing here takes long. */
  @Override
  public void prepare(ClusterSecrets next) {}

  @Override
  public void publish(ClusterSecrets secrets) {
    ClusterState state = folder.state();
    Password replication = secrets.role(cluster.access().replication().name()).password();
    try {
      for (String instance : state.instances()) {
        configuration.password(instance, replication);
      }
      Optional<LocalRouter> router = planner.routed(state);
      if (router.isPresent()) {
        router.get().reload(state, secrets);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void settle(ClusterSecrets secrets) {
    keep(secrets);
  }

  @Override
  public void withdraw(ClusterSecrets secrets) {
    publish(secrets);
    keep(secrets);
  }
}
