package io.pgcluster.spec;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Service in front of one component.
 *
 * @param type who can reach it
 * @param nodePort the port on every node, 30000 to 32767; empty to let Kubernetes choose
 * @param annotations of the Service, such as those of a load balancer
 * @since 0.1
 */
public record ServiceSettings(
    Type type, Optional<Integer> nodePort, SortedMap<String, String> annotations) {
  /** Who can reach a Service. */
  public enum Type {
    /** Pods of the cluster, the default. */
    CLUSTER_IP("ClusterIP"),
    /** Also who reaches a node. */
    NODE_PORT("NodePort"),
    /** Also through a load balancer of the cloud. */
    LOAD_BALANCER("LoadBalancer");

    private final String kubernetesName;

    Type(String kubernetesName) {
      this.kubernetesName = kubernetesName;
    }

    /** As Kubernetes writes it. */
    @Override
    public String toString() {
      return kubernetesName;
    }
  }

  /** Keeps its own copy. */
  public ServiceSettings {
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
  }
}
