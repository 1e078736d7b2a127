package io.pgcluster.spec;

import io.pgcluster.spec.ServiceSettings.Type;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Describes a Service. Not thread-safe.
 *
 * @since 0.1
 */
public final class ServiceBuilder {
  private @Nullable Type type;
  private @Nullable Integer nodePort;
  private final SortedMap<String, String> annotations = new TreeMap<>();

  ServiceBuilder() {}

  void from(ServiceSettings settings) {
    type = settings.type();
    nodePort = settings.nodePort().orElse(null);
    annotations.putAll(settings.annotations());
  }

  ServiceSettings build() {
    Type implied = nodePort == null ? Type.CLUSTER_IP : Type.NODE_PORT;
    return new ServiceSettings(
        type == null ? implied : type, Optional.ofNullable(nodePort), annotations);
  }

  /**
   * Who can reach the Service. Default {@link Type#CLUSTER_IP}, or {@link Type#NODE_PORT} when a
   * node port is given.
   *
   * @param newType the kind of Service
   * @return this
   */
  public ServiceBuilder type(Type newType) {
    this.type = newType;
    return this;
  }

  /**
   * The port on every node. Without it Kubernetes chooses one when the type needs one.
   *
   * @param port 30000 to 32767, the range of a Kubernetes as it comes
   * @return this
   */
  public ServiceBuilder nodePort(int port) {
    this.nodePort = port;
    return this;
  }

  /**
   * An annotation of the Service, such as those that a cloud's load balancer reads.
   *
   * @param key the annotation
   * @param value its value
   * @return this
   */
  public ServiceBuilder annotation(String key, String value) {
    annotations.put(key, value);
    return this;
  }
}
