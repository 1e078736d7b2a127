package io.pgcluster.manifest;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.pgcluster.spec.PgCluster;
import io.pgcluster.spec.ServiceSettings;
import java.util.List;
import java.util.Map;

/** The addresses of a cluster. */
final class Services {
  /** The name of the only port of each Service and container. */
  static final String PORT = "postgresql";

  private final Scope scope;

  Services(Scope scope) {
    this.scope = scope;
  }

  /** Gives each instance that is ready a name of its own, as StatefulSets want it. */
  Service instances() {
    Service service =
        service(
            Component.CLUSTER,
            scope.names().instances(),
            Labels.instances(scope.cluster().name()),
            scope.cluster().postgres().port());
    service.getSpec().setClusterIP("None");
    return service;
  }

  /** Standbys reach the primary as soon as it listens, without waiting for its probe. */
  Service primary() {
    PgCluster cluster = scope.cluster();
    Service service =
        service(Component.PRIMARY, scope.names().primary(), cluster.postgres().port());
    service.getSpec().setPublishNotReadyAddresses(true);
    return with(service, cluster.primary().service());
  }

  Service replica() {
    PgCluster cluster = scope.cluster();
    return with(
        service(Component.REPLICA, scope.names().replica(), cluster.postgres().port()),
        cluster.standbys().service());
  }

  /**
   * One standby's own address, for the router. Its name always resolves, and a standby that is not
   * ready refuses at once: a name that vanishes and comes back would be cached as missing.
   */
  Service standby(String pod) {
    return service(
        Component.REPLICA,
        pod,
        Scope.merged(
            Labels.selector(scope.cluster().name(), Component.REPLICA),
            Map.of("statefulset.kubernetes.io/pod-name", pod)),
        scope.cluster().postgres().port());
  }

  Service router() {
    PgCluster cluster = scope.cluster();
    return with(
        service(Component.ROUTER, scope.names().router(), cluster.router().port()),
        cluster.router().service());
  }

  private Service service(Component component, String name, int port) {
    return service(component, name, Labels.selector(scope.cluster().name(), component), port);
  }

  private Service service(
      Component component, String name, Map<String, String> selector, int port) {
    ServicePort one = new ServicePort();
    one.setName(PORT);
    one.setPort(port);
    one.setProtocol("TCP");
    one.setTargetPort(new IntOrString(PORT));
    ServiceSpec spec = new ServiceSpec();
    spec.setSelector(selector);
    spec.setPorts(List.of(one));
    Service service = new Service();
    service.setMetadata(scope.meta(component, name));
    service.setSpec(spec);
    return service;
  }

  private static Service with(Service service, ServiceSettings settings) {
    ObjectMeta meta = service.getMetadata();
    meta.setAnnotations(Scope.merged(meta.getAnnotations(), settings.annotations()));
    service.getSpec().setType(settings.type().toString());
    settings.nodePort().ifPresent(service.getSpec().getPorts().get(0)::setNodePort);
    return service;
  }
}
