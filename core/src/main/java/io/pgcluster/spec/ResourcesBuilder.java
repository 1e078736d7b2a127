package io.pgcluster.spec;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests and limits of a container. Not thread-safe.
 *
 * @since 0.1
 */
public final class ResourcesBuilder {
  private final SortedMap<String, String> requests = new TreeMap<>();
  private final SortedMap<String, String> limits = new TreeMap<>();

  ResourcesBuilder() {}

  void from(Resources resources) {
    requests.putAll(resources.requests());
    limits.putAll(resources.limits());
  }

  Resources build() {
    return new Resources(requests, limits);
  }

  /**
   * What the scheduler reserves.
   *
   * @param resource {@code cpu}, {@code memory}, {@code ephemeral-storage} or a device's name
   * @param quantity such as {@code 500m} or {@code 1Gi}
   * @return this
   */
  public ResourcesBuilder request(String resource, String quantity) {
    requests.put(resource, quantity);
    return this;
  }

  /**
   * What the container may not exceed.
   *
   * @param resource {@code cpu}, {@code memory}, {@code ephemeral-storage} or a device's name
   * @param quantity such as {@code 2} or {@code 1Gi}; not below the request
   * @return this
   */
  public ResourcesBuilder limit(String resource, String quantity) {
    limits.put(resource, quantity);
    return this;
  }
}
