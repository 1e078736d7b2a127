package io.pgcluster.embedded;

import io.pgcluster.PgClusterException;
import io.pgcluster.manifest.ClusterSecrets;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.ConnectionInfo.Address;
import io.pgcluster.runtime.ConnectionInfo.RoutedBy;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The addresses of a cluster's instances and router. Thread-safe. */
final class LocalRoutes {
  private final PgCluster cluster;
  private final ClusterFolder folder;

  /** Each answer begins with another standby. */
  private final AtomicInteger turn = new AtomicInteger();

  LocalRoutes(PgCluster cluster, ClusterFolder folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  ConnectionInfo connection(Route route, String role, String database) {
    ClusterState state = folder.state();
    return switch (route) {
      case PRIMARY ->
          info(route, List.of(address(state, state.primary())), RoutedBy.NOBODY, role, database);
      case REPLICA -> info(route, standbys(state), RoutedBy.DRIVER, role, database);
      case ROUTED -> routed(state, role, database);
    };
  }

  private ConnectionInfo routed(ClusterState state, String role, String database) {
    if (cluster.router().pods() == 0) {
      throw missing(Route.ROUTED, "it has no router");
    }
    if (state.pgpool().isPresent()) {
      return info(
          Route.ROUTED, List.of(address(state, LocalRouter.NAME)), RoutedBy.PGPOOL, role, database);
    }
    List<Address> all = state.instances().stream().map(i -> address(state, i)).toList();
    return info(Route.ROUTED, all, RoutedBy.DRIVER, role, database);
  }

  private List<Address> standbys(ClusterState state) {
    List<Address> standbys =
        new ArrayList<>(state.standbys().stream().map(i -> address(state, i)).toList());
    if (standbys.isEmpty()) {
      throw missing(Route.REPLICA, "it has no standbys");
    }
    Collections.rotate(standbys, Math.floorMod(turn.getAndIncrement(), standbys.size()));
    return standbys;
  }

  private PgClusterException missing(Route route, String why) {
    return new PgClusterException(
        "cluster %s: route %s does not exist, as %s; take another route"
            .formatted(cluster.name(), route, why));
  }

  ConnectionInfo connectionTo(String instance, String role, String database) {
    ClusterState state = folder.state();
    if (!state.instances().contains(instance)) {
      throw new PgClusterException(
          "cluster %s: has no instance %s; its instances are %s"
              .formatted(cluster.name(), instance, state.instances()));
    }
    Route route = state.isPrimary(instance) ? Route.PRIMARY : Route.REPLICA;
    return info(route, List.of(address(state, instance)), RoutedBy.NOBODY, role, database);
  }

  static Address address(ClusterState state, String member) {
    return new Address(InstanceConfiguration.ADDRESS, state.port(member));
  }

  private ConnectionInfo info(
      Route route, List<Address> addresses, RoutedBy by, String role, String database) {
    ClusterSecrets secrets = folder.secrets();
    String login = secrets.login(cluster, role);
    return new ConnectionInfo(
        route, addresses, by, database, login, secrets.role(login).password());
  }
}
