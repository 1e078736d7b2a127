package io.pgcluster.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.pgcluster.PgClusterException;
import io.pgcluster.credential.Password;
import io.pgcluster.manifest.Component;
import io.pgcluster.manifest.ObjectNames;
import io.pgcluster.runtime.ConnectionInfo;
import io.pgcluster.runtime.Route;
import io.pgcluster.spec.PgCluster;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The addresses of a cluster: its Services from inside Kubernetes, port-forwards from outside.
 * Thread-safe.
 */
final class Routes implements AutoCloseable {
  private final KubernetesClient client;
  private final KubeApi api;
  private final PgCluster cluster;
  private final boolean inside;
  private final Map<Route, PodForward> forwards = new EnumMap<>(Route.class);
  private final Map<Route, ReadyPods> pods = new EnumMap<>(Route.class);
  private final Map<String, PodForward> single = new HashMap<>();
  private boolean closed;

  Routes(KubernetesClient client, KubeApi api, PgCluster cluster, boolean inside) {
    this.client = client;
    this.api = api;
    this.cluster = cluster;
    this.inside = inside;
  }

  InetSocketAddress address(Route route) {
    refuseMissing(route);
    if (inside) {
      return reached(service(route), port(route));
    }
    return forwarded(route);
  }

  /** That very standby's, whether it is ready or not. */
  InetSocketAddress standby(String pod) {
    return inside ? reached(pod, cluster.postgres().port()) : toPod(pod, cluster.postgres().port());
  }

  /** That very pod's of the router. */
  InetSocketAddress router(JsonNode pod) {
    int port = cluster.router().port();
    return inside
        ? InetSocketAddress.createUnresolved(pod.path("status").path("podIP").asString(""), port)
        : toPod(Json.name(pod), port);
  }

  private synchronized InetSocketAddress toPod(String pod, int port) {
    refuseClosed();
    return single
        .computeIfAbsent(pod, name -> PodForward.open(client, api.namespace(), port, () -> name))
        .address();
  }

  /** What connects there. */
  static ConnectionInfo info(
      Route route, InetSocketAddress address, String role, String database, Password password) {
    return new ConnectionInfo(
        route, address.getHostString(), address.getPort(), database, role, password);
  }

  private InetSocketAddress reached(String service, int port) {
    return InetSocketAddress.createUnresolved(service + "." + api.namespace() + ".svc", port);
  }

  private void refuseMissing(Route route) {
    if (route == Route.ROUTED && cluster.router().pods() == 0) {
      throw missing(route, "it has no router");
    }
    if (route == Route.REPLICA && cluster.standbys().count() == 0) {
      throw missing(route, "it has no standbys");
    }
  }

  private PgClusterException missing(Route route, String why) {
    return new PgClusterException(
        "cluster %s: route %s does not exist, as %s; take another route"
            .formatted(cluster.name(), route, why));
  }

  private synchronized InetSocketAddress forwarded(Route route) {
    refuseClosed();
    ReadyPods ready =
        pods.computeIfAbsent(route, r -> new ReadyPods(api, cluster.name(), component(r)));
    PodForward forward = forwards.get(route);
    if (forward == null) {
      // Says at once why there is none, rather than by a connection that ends.
      var unused = ready.get();
      forward = PodForward.open(client, api.namespace(), port(route), ready);
      forwards.put(route, forward);
    }
    return forward.address();
  }

  private void refuseClosed() {
    if (closed) {
      throw new PgClusterException(
          "cluster %s: this handle is closed; find the cluster again".formatted(cluster.name()));
    }
  }

  private String service(Route route) {
    ObjectNames names = new ObjectNames(cluster.name());
    return switch (route) {
      case PRIMARY -> names.primary();
      case REPLICA -> names.replica();
      case ROUTED -> names.router();
    };
  }

  private int port(Route route) {
    return route == Route.ROUTED ? cluster.router().port() : cluster.postgres().port();
  }

  private static Component component(Route route) {
    return switch (route) {
      case PRIMARY -> Component.PRIMARY;
      case REPLICA -> Component.REPLICA;
      case ROUTED -> Component.ROUTER;
    };
  }

  @Override
  public synchronized void close() {
    closed = true;
    forwards.values().forEach(PodForward::close);
    forwards.clear();
    single.values().forEach(PodForward::close);
    single.clear();
  }
}
