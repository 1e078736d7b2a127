package io.pgcluster.spec;

import java.util.HashMap;
import java.util.Map;

/** Services, one after the other: node ports must differ between them. */
final class ServiceCheck {
  private final Map<Integer, String> nodePorts = new HashMap<>();

  void check(Problems at, ServiceSettings service) {
    service.nodePort().ifPresent(port -> nodePort(at.at("nodePort"), port, service.type()));
    MetadataCheck.annotations(at.at("annotations"), service.annotations());
  }

  private void nodePort(Problems at, int port, ServiceSettings.Type type) {
    if (port < 30000 || port > 32767) {
      at.add(
          "%d is outside 30000 to 32767, the range of node ports; take one of it".formatted(port));
    }
    if (type == ServiceSettings.Type.CLUSTER_IP) {
      at.add("needs a Service of type NodePort or LoadBalancer; leave out type ClusterIP");
    }
    String other = nodePorts.putIfAbsent(port, at.path());
    if (other != null) {
      at.add("%d is also %s; take another one".formatted(port, other));
    }
  }
}
